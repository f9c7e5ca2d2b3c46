import './parent-guard';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FunctionError, InvokeRequest, LambdaReport } from './lambda-protocol';

type Handler = (event: unknown, context: object, callback: (error: unknown, result?: unknown) => void) => unknown;

const report = (message: LambdaReport): void => { process.send?.(message); };

const describe = (error: unknown): FunctionError => (error instanceof Error
  ? { errorType: error.name, errorMessage: error.message }
  : { errorType: 'Error', errorMessage: typeof error === 'string' ? error : JSON.stringify(error) });

/** `index.handler` inside the asset's folder, as the Node.js runtime of Lambda finds it. */
const loadHandler = (assetPath: string, handler: string): Handler => {
  const [file = '', name = ''] = handler.split(/\.(?=[^.]*$)/);
  const exported = (createRequire(__filename)(join(assetPath, file)) as Record<string, unknown>)[name];
  if (typeof exported !== 'function') throw new TypeError(`${handler} is not a function of the asset ${assetPath}`);
  return exported as Handler;
};

const contextOf = ({ requestId, deadlineMs }: InvokeRequest): object => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
  functionVersion: '$LATEST',
  invokedFunctionArn: process.env['LOCAL_FUNCTION_ARN'],
  memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
  logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
  getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
});

const run = (handler: Handler, request: InvokeRequest): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const callback = (error: unknown, result?: unknown): void => {
      if (error === null || error === undefined) resolve(result);
      else reject(error instanceof Error ? error : new Error(describe(error).errorMessage));
    };
    const returned = handler(request.event, contextOf(request), callback);
    // A handler that takes no callback answers by what it returns.
    if (returned instanceof Promise || handler.length < 3) Promise.resolve(returned).then(resolve, reject);
  });

const serve = (handler: Handler): void => {
  process.on('message', (request: InvokeRequest) => {
    const { requestId } = request;
    run(handler, request)
      .then((result) => {
        const payload = JSON.stringify(result) as string | undefined;
        report({ type: 'result', requestId, ...(payload === undefined ? {} : { payload }) });
      })
      .catch((error: unknown) => { report({ type: 'error', requestId, error: describe(error) }); });
  });
  // The guard lets go of the channel; here it is what the process lives on between invocations.
  process.channel?.ref();
  report({ type: 'ready' });
};

try {
  const [, , assetPath = '', handler = ''] = process.argv;
  serve(loadHandler(assetPath, handler));
} catch (error) {
  report({ type: 'init-error', error: describe(error) });
  setImmediate(() => process.exit(1));
}
