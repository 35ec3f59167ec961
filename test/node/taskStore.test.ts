import type { IExecuteFunctions } from 'n8n-workflow';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { TaskMemory } from '../../nodes/GrokVideo/tasks/store';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const provider = readProvider({ provider: 'apixgo', apiKey: 'sk-secret-0123456789' });

/** Two calls of the node in one execution, the second while the create of the first is under way. */
async function twoCalls(type: string) {
	const place = {};
	const context = {
		getNode: () => ({ type, parameters: { prompt: 'A red car' } }),
		getContext: () => place,
		getExecutionId: () => '1',
		getWorkflowDataProxy: () => ({ $runIndex: 0 }),
	} as unknown as IExecuteFunctions;
	const open = async () => await TaskMemory.open(context, provider);
	const [first, second] = [await open(), await open()];
	const key = await first.keyOf(0, () => 'the same request');
	first.sending(key);
	return { second, key };
}

it('a run that begins again before a create was answered does not send another', async () => {
	const { second, key } = await twoCalls('grokVideo');
	expect(second.findUnknownOutcome(key)?.text).toContain('did not send it again by itself');
	expect(second.known()).toEqual([{ itemIndex: 0 }]);
});

it('a tool that an agent calls twice at once, with the same words, makes two videos', async () => {
	const { second, key } = await twoCalls('grokVideoTool');
	expect(second.findUnknownOutcome(key)).toBeUndefined();
	expect(second.hasUnknownOutcome()).toBe(true);
});
