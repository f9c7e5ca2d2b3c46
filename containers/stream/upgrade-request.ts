import type { IncomingMessage } from 'node:http';
import { STREAM_TIERS, type ResumeRequest, type StreamTier } from '../../core/contracts/whale-stream';

/** The sub-protocol under which a browser hands its token over; alone it announces that the token comes as the first message. */
export const SUB_PROTOCOL = 'tapewatch';

/** Who may ask at all, before anything else about a request is considered. */
export interface HostPolicy {
  /** Exact origins of web pages that may connect. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Names by which the stream may be addressed; undefined where each will do. */
  readonly allowedHosts: ReadonlySet<string> | undefined;
}

export type StreamFeed = 'levels' | 'activity';

/** What a request to upgrade asks for. `token`: its text, or that it will be the first message; undefined: there is none. */
export interface UpgradeWish {
  /** What is wanted: large levels, or the activity log. */
  readonly feed: StreamFeed;
  readonly tier: StreamTier;
  readonly token: { readonly text: string } | 'first-message' | undefined;
  readonly resume: ResumeRequest | undefined;
}

export type UpgradeReading = UpgradeWish | { readonly refused: 403 | 404 };

type Request = Pick<IncomingMessage, 'url' | 'headers'>;

type Target = Pick<UpgradeWish, 'feed' | 'tier'>;

/** What was done for users is the operator's, as the private tier is. */
const TARGETS: readonly (readonly [string, Target])[] = [
  ...STREAM_TIERS.map((tier) => [tier, { feed: 'levels', tier }] as const), ['activity', { feed: 'activity', tier: 'private' }],
];
const PATHS: ReadonlyMap<string, Target> = new Map(TARGETS.flatMap(([name, target]) => [[`/${name}`, target], [`/ws/${name}`, target]] as const));

/** What a path serves, exactly spelt; a proxy may or may not have taken `/ws` off (C2.20). */
export const targetOfPath = (path: string): Target | undefined => PATHS.get(path);

/** Without the port, in lower case. */
const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** A page of another origin must not use the visitor's network or loopback; a sandboxed one says `null`, which is no origin. */
const isWelcome = ({ headers: { origin, host } }: Request, { allowedOrigins, allowedHosts }: HostPolicy): boolean =>
  (origin === undefined || allowedOrigins.has(origin)) && (allowedHosts === undefined || (host !== undefined && allowedHosts.has(hostName(host))));

const protocolsOf = ({ headers }: Request): string[] => (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());

const tokenOf = (request: Request, query: URLSearchParams): UpgradeWish['token'] => {
  const [, bearer] = /^Bearer ([^\s]+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const protocols = protocolsOf(request);
  const offered = protocols.includes(SUB_PROTOCOL) ? protocols.find((one) => one !== SUB_PROTOCOL && one !== '') : undefined;
  const text = bearer ?? offered ?? query.get('token') ?? query.get('key');
  if (text !== null) return { text };
  return protocols.includes(SUB_PROTOCOL) || query.get('auth') === 'message' ? 'first-message' : undefined;
};

const resumeOf = (query: URLSearchParams): ResumeRequest | undefined => {
  const [streamId, sequence] = [query.get('stream_id'), query.get('sequence')];
  if (streamId === null || sequence === null || !/^\d{1,15}$/.test(sequence)) return undefined;
  return { resume: { stream_id: streamId, sequence: Number(sequence) } };
};

/** Reads a request to upgrade. Nothing in it decides a tier but the path; what the token opens is decided by what is stored of it. */
export const readUpgrade = (request: Request, policy: HostPolicy): UpgradeReading => {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const target = targetOfPath(path);
  if (target === undefined) return { refused: 404 };
  if (!isWelcome(request, policy)) return { refused: 403 };
  const search = new URLSearchParams(query);
  return { ...target, token: tokenOf(request, search), resume: resumeOf(search) };
};
