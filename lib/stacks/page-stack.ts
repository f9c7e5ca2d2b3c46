import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { codeVersion } from '../code-version';
import type { StageConfig } from '../config';
import { PageSite } from '../constructs/page-site';
import type { SignalsStack } from './signals-stack';

export type PageStackProps = StackProps & {
  readonly config: StageConfig;
  readonly signals: SignalsStack;
  /** Folder with the built page. */
  readonly folder: string;
};

/** What people look at: the page, behind one name with the HTTP API. */
export class PageStack extends Stack {
  readonly site: PageSite;

  constructor(scope: Construct, id: string, { config, signals, folder, ...props }: PageStackProps) {
    super(scope, id, props);
    // A page that is loaded by TLS may not open a connection without it, so a stream inside the network is none for it.
    const streamUrl = config.stream?.front === undefined ? null : `wss://${config.stream.front.domainName}/ws`;
    this.site = new PageSite(this, 'Site', {
      folder, streamUrl, apiHost: signals.http.host,
      pageConfig: {
        schema: 'page-config.v1', market: 'live', speed: 1, anchor_ms: 0, stream_url: streamUrl, open_reads: false, code_version: codeVersion(),
      },
    });
  }
}
