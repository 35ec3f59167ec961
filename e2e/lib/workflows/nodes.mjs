/** n8n's nodes in the workflows of the queue suite. */

export const webhook = (path, parameters = {}) => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: path,
	parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {}, ...parameters },
});

/** One item for each entry of a list. */
export const splitOut = (field) => ({
	name: 'Split',
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: field, options: {} },
});

/** n8n's Wait node. For 65 seconds or more, n8n stores the waiting execution in its database. */
export const sleepFor = (seconds) => ({
	name: 'Sleep',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	webhookId: crypto.randomUUID(),
	parameters: { amount: seconds, unit: 'seconds' },
});
