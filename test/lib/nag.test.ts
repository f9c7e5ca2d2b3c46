import { Stack, type App } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { makeApp } from '../../lib/app';
import { STAGES, configFor } from '../../lib/config';
import { acknowledgeFindings, scannerAcknowledgements, SIGNALS_ACKNOWLEDGEMENTS, streamAcknowledgements } from '../../lib/nag-acknowledgements';
import { UNBUNDLED, templatesOf, withFolder } from './synthesized';

/** Error of a synthesis and what it printed: which of the two carries the findings depends on the terminal. */
const synthesisOf = (app: App): string => {
  const print = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    app.synth();
    return 'written';
  } catch (error) {
    return [String(error), ...print.mock.calls.map(([text]) => String(text))].join('');
  } finally {
    print.mockRestore();
  }
};

describe('cdk-nag', () => {
  it.each(STAGES)('has no unexplained AwsSolutions finding in %s', (stage) => {
    expect(() => templatesOf(stage)).not.toThrow();
  });

  it('stops the synthesis at a finding without a reason', () => {
    withFolder((outdir) => {
      const app = makeApp({ outdir, context: UNBUNDLED });
      new Queue(app.node.findChild('Signals'), 'Careless');
      expect(synthesisOf(app)).toMatch(/AwsSolutions-SQS3[^]*AwsSolutions-SQS4/);
    });
  });

  it.each([['dev', 7, 3], ['prod', 5, 3]] as const)('is answered by few reasons: %s has %i and %i', (stage, scanner, stream) => {
    const [ofScanner, ofStream] = [scannerAcknowledgements(configFor(stage)), streamAcknowledgements(configFor(stage))];
    expect([ofScanner.length, ofStream.length]).toEqual([scanner, stream]);
    expect(SIGNALS_ACKNOWLEDGEMENTS).toHaveLength(4);
    const acknowledgements = [...ofScanner, ...ofStream, ...SIGNALS_ACKNOWLEDGEMENTS];
    for (const { reason } of acknowledgements) expect(reason.length).toBeGreaterThan(40);
  });

  it('is answered on a construct that exists, or not at all', () => {
    const stack = new Stack();
    expect(() => acknowledgeFindings(stack, [{ path: 'Gone/Task', id: 'AwsSolutions-ECS2', reason: 'none' }])).toThrow(/Gone/);
  });
});
