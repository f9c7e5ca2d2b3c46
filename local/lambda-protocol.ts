/** From the runner to a function's process. */
export interface InvokeRequest {
  readonly type: 'invoke';
  readonly requestId: string;
  readonly event: unknown;
  /** When the invocation is stopped, epoch ms. */
  readonly deadlineMs: number;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** From a function's process to the runner. */
export type LambdaReport =
  | { readonly type: 'ready' }
  /** The module could not be loaded, or exports no such handler. */
  | { readonly type: 'init-error'; readonly error: FunctionError }
  /** `payload` is the returned value as JSON text; absent for undefined. */
  | { readonly type: 'result'; readonly requestId: string; readonly payload?: string }
  | { readonly type: 'error'; readonly requestId: string; readonly error: FunctionError };
