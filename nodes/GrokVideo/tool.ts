import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether an AI agent runs this node as its tool: n8n makes a type of its own for that. */
export function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

/**
 * Whether an error becomes output. For a tool it does unless the user chose otherwise: of an error that
 * a tool throws, n8n gives an agent the message without the advice, and older agents an empty text.
 */
export function keepsGoing(context: IExecuteFunctions): boolean {
	if (context.continueOnFail()) return true;
	return isTool(context) && context.getNode().onError !== 'stopWorkflow';
}
