import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';

/** What webhooks and links are signed with, made by AWS, and the bot's token, set by the operator. */
export const makeChannelSecrets = (stack: Stack): Secret => new Secret(stack, 'ChannelSecrets', {
  description: 'Tapewatch: signs webhooks and links, and the token of the Telegram bot',
  generateSecretString: { secretStringTemplate: JSON.stringify({ telegram_bot_token: '' }), generateStringKey: 'webhook_key', excludePunctuation: true, passwordLength: 48 },
});

/** Lets a role read that secret and nothing else. */
export const allowSecretsRead = (role: IRole, secrets: Secret): void => {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secrets.secretArn] }));
};
