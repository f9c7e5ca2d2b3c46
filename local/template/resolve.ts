import { asList, asRecord, isRecord, type Json } from './json';
import type { LocalAccount } from './local-account';
import type { StackTemplate } from './read-assembly';
import { physicalAttributes } from './physical-attributes';
import { TemplateError } from './template-error';

interface Site {
  readonly stack: StackTemplate;
  /** Logical id in whose definition the value stands; named in errors. */
  readonly logicalId: string;
}

/** Turns the intrinsics of a set of stacks that refer to each other into plain values. */
export interface Resolver {
  resolve(value: unknown, site: Site): unknown;
  /** @throws TemplateError when the value is not a string after resolution. */
  text(value: unknown, site: Site): string;
}

const fail = (site: Site, what: string): never => {
  throw new TemplateError(`stack ${site.stack.name}, resource ${site.logicalId}: ${what}`);
};

const pseudoParameters = (account: LocalAccount, stackName: string): Readonly<Record<string, string | undefined>> => ({
  'AWS::Region': account.region,
  'AWS::AccountId': account.accountId,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': stackName,
  'AWS::StackId': `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stackName}/local`,
});

/** The one intrinsic of `{ "Ref": … }` or `{ "Fn::X": … }`; undefined for an ordinary object. */
const intrinsicOf = (value: Json): readonly [string, unknown] | undefined => {
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length !== 1 || first === undefined) return undefined;
  return first[0] === 'Ref' || first[0].startsWith('Fn::') ? first : undefined;
};

export const createResolver = (stacks: readonly StackTemplate[], account: LocalAccount): Resolver => {
  const text = (value: unknown, site: Site): string => {
    const resolved = resolve(value, site);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    return fail(site, `expected a text, found ${JSON.stringify(resolved)}`);
  };

  const attribute = (site: Site, target: string, name: string): string => {
    const resource = asRecord(site.stack.template['Resources'])[target];
    if (!isRecord(resource)) return fail(site, `refers to ${target}, which the stack does not define`);
    const attributes = physicalAttributes(account, site.stack.name, target, resource, (nameValue) => text(nameValue, { ...site, logicalId: target }));
    return attributes[name] ?? fail(site, `${name === 'Ref' ? 'Ref' : `Fn::GetAtt "${name}"`} of ${target} (${String(resource['Type'])}) is not supported`);
  };

  const reference = (site: Site, target: string): string => {
    const pseudo = pseudoParameters(account, site.stack.name)[target];
    if (pseudo !== undefined) return pseudo;
    const parameter = asRecord(site.stack.template['Parameters'])[target];
    if (parameter === undefined) return attribute(site, target, 'Ref');
    return text(asRecord(parameter)['Default'] ?? fail(site, `Ref of parameter ${target}, which has no default`), site);
  };

  const getAtt = (site: Site, argument: unknown): string => {
    const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s, 2) : asList(argument).map((part) => text(part, site));
    const [target, name] = parts;
    return target !== undefined && name !== undefined ? attribute(site, target, name) : fail(site, `Fn::GetAtt needs a logical id and an attribute, found ${JSON.stringify(argument)}`);
  };

  const join = (site: Site, argument: unknown): string => {
    const [separator, parts] = asList(argument);
    const values = asList(Array.isArray(parts) ? parts : resolve(parts, site));
    return values.map((part) => text(part, site)).join(text(separator, site));
  };

  const sub = (site: Site, argument: unknown): string => {
    const [pattern, variables] = typeof argument === 'string' ? [argument, undefined] : asList(argument);
    const own = asRecord(variables);
    return text(pattern, site).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (own[name] !== undefined) return text(own[name], site);
      return name.includes('.') ? getAtt(site, name) : reference(site, name);
    });
  };

  const importValue = (site: Site, argument: unknown): unknown => {
    const wanted = text(argument, site);
    for (const stack of stacks) {
      for (const [outputId, output] of Object.entries(asRecord(stack.template['Outputs']))) {
        const { Export: exported, Value: value } = asRecord(output);
        const there: Site = { stack, logicalId: outputId };
        if (exported !== undefined && text(asRecord(exported)['Name'], there) === wanted) return resolve(value, there);
      }
    }
    return fail(site, `Fn::ImportValue "${wanted}": no stack exports it`);
  };

  const stackOutput = (site: Site, argument: unknown): unknown => {
    const { StackName: stackName, OutputName: outputName } = asRecord(argument);
    const name = text(stackName, site);
    const stack = stacks.find((candidate) => candidate.name === name) ?? fail(site, `Fn::GetStackOutput of stack "${name}", which was not synthesized`);
    const outputId = text(outputName, site);
    const output = asRecord(stack.template['Outputs'])[outputId] ?? fail(site, `Fn::GetStackOutput "${outputId}": stack ${name} has no such output`);
    return resolve(asRecord(output)['Value'], { stack, logicalId: outputId });
  };

  const apply = (site: Site, name: string, argument: unknown): unknown => {
    switch (name) {
      case 'Ref': return reference(site, text(argument, site));
      case 'Fn::GetAtt': return getAtt(site, argument);
      case 'Fn::Join': return join(site, argument);
      case 'Fn::Sub': return sub(site, argument);
      case 'Fn::ImportValue': return importValue(site, argument);
      case 'Fn::GetStackOutput': return stackOutput(site, argument);
      default: return fail(site, `the intrinsic ${name} is not supported by the local runner`);
    }
  };

  const resolve = (value: unknown, site: Site): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolve(item, site));
    if (!isRecord(value)) return value;
    const intrinsic = intrinsicOf(value);
    if (intrinsic !== undefined) return apply(site, intrinsic[0], intrinsic[1]);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, site)]));
  };

  return { resolve, text };
};
