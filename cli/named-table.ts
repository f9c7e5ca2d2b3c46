import { makeDocumentClient } from '../adapters/aws/clients';
import type { TableSettings } from '../adapters/aws/tables';
import { optionalEnv, type Environment } from '../adapters/env';
import { makeLocalDocumentClient } from '../local/services/clients';
import { UsageError } from './usage';

/** A table of a run on this machine by what that wrote into its state folder, or one in AWS by the variable that names it. */
export interface TablePlace {
  readonly stateDir: string | undefined;
  readonly readLocal: (stateDir: string) => { readonly table: string; readonly endpoint: string };
  readonly variable: string;
  /** What the table holds, for people. */
  readonly of: string;
}

/** @throws UsageError where neither the folder nor the environment names a table. */
export const namedTable = ({ stateDir, readLocal, variable, of }: TablePlace, env: Environment): TableSettings => {
  if (stateDir !== undefined) {
    const { table, endpoint } = readLocal(stateDir);
    return { client: makeLocalDocumentClient(endpoint), tableName: table };
  }
  const tableName = optionalEnv(variable, env);
  if (tableName === undefined) throw new UsageError(`${variable} is not set: expected the name of the table of ${of}, or --state-dir of a local run`);
  return { client: makeDocumentClient(), tableName };
};
