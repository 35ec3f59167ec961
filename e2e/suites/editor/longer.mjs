import assert from 'node:assert/strict';
import { becomes } from '../../lib/browser/editor.mjs';
import { OPERATIONS } from '../../lib/browser/expected-fields.mjs';
import { addAgent } from '../../lib/workflows/agent.mjs';
import { ACTION, NODE } from './session.mjs';

const PROMPTS = {
	Edit: 'Make it snow, and keep everything else',
	Extend: 'The boat reaches the wide sea at sunset, the camera rises',
};

/** Edit, Extend and Frames, which only xAI's models have, and the node as a tool. */
export function longerSteps(session) {
	async function startWith(action) {
		const { canvas } = session;
		await canvas.startNewWorkflow();
		await canvas.addFirstNode('manual', 'Manual Trigger');
		await canvas.addAction('grok video', NODE, action);
	}

	for (const [operation, prompt] of Object.entries(PROMPTS)) {
		session.step(`starts with the model that can ${operation.toLowerCase()}`, async () => {
			await startWith(`${operation} video`);
			const { panel } = session;
			await becomes(() => panel.fields(), OPERATIONS[operation].fields, operation);
			await becomes(async () => (await panel.shownModel()).split(' ')[0], 'grok-imagine-video');
			await panel.searchModels('');
			const listed = async () => (await panel.listedModels()).map((name) => name.split(' ')[0]);
			await becomes(listed, ['grok-imagine-video', 'grok-video-2-preview']);
			await panel.pickModel('grok-imagine-video');
			await panel.fill('prompt', prompt);
			await panel.showTop();
			await session.photograph(`fields-${operation.toLowerCase()}`);
		});
	}

	session.step('pins pictures to the end and to a moment', async () => {
		await startWith(ACTION);
		const { panel } = session;
		await panel.pickModel('grok-imagine-video-1.5');
		await panel.choose('inputMode', 'Image to Video');
		await panel.fill('prompt', 'The closed box opens by itself, soft studio light');
		await panel.fill('imageUrl', 'https://example.com/closed.png');
		await panel.addFrame();
		await panel.choose('at', 'Time');
		await becomes(async () => (await panel.fields()).includes('time'), true);
		await panel.fill('url', 'https://example.com/half-open.png');
		await panel.field('url').scrollIntoViewIfNeeded();
		await session.photograph('fields-frames');
	});

	session.step('shows the tool of an AI Agent', async () => {
		const { canvas, stack } = session;
		const [credential] = await stack.client.get('/rest/credentials'); // of the first step
		const { assistant } = await addAgent({ ...stack, credential });
		const { id } = await stack.client.createWorkflow(withoutNotes(assistant()));
		await canvas.openWorkflow(id, 'Create Video');
		assert.match(await canvas.textOf('Create Video'), /Create and Wait: grok-image-video/);
		await canvas.showAll();
		await session.photograph('agent-tool');
	});
}

function withoutNotes(workflow) {
	const nodes = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	return { ...workflow, nodes };
}
