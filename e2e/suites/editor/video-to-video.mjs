import assert from 'node:assert/strict';
import { waitForValue } from '../../lib/browser/editor.mjs';
import { OPERATIONS } from '../../lib/browser/expected-fields.mjs';
import { addAgent } from '../../lib/workflows/agent.mjs';
import { ACTION, NODE } from './session.mjs';

const PROMPTS = {
	Edit: 'Make it snow, and keep everything else',
	Extend: 'The boat reaches the wide sea at sunset, the camera rises',
};

/** Edit, Extend and Frames, which only xAI's models support, and the node as a tool. */
export function videoToVideoSteps(session) {
	async function addToNewWorkflow(action) {
		const { canvas } = session;
		await canvas.startNewWorkflow();
		await canvas.addFirstNode('manual', 'Manual Trigger');
		await canvas.addAction('grok video', NODE, action);
	}

	for (const [operation, prompt] of Object.entries(PROMPTS)) {
		session.step(`starts ${operation} with a model that supports it`, async () => {
			await addToNewWorkflow(`${operation} video`);
			const { panel } = session;
			await waitForValue(() => panel.fields(), OPERATIONS[operation].fields, operation);
			await waitForValue(
				async () => (await panel.selectedModel()).split(' ')[0],
				'grok-imagine-video',
			);
			await panel.searchModels('');
			const ids = async () => (await panel.listedModels()).map((name) => name.split(' ')[0]);
			await waitForValue(ids, ['grok-imagine-video', 'grok-video-2-preview']);
			await panel.pickModel('grok-imagine-video');
			await panel.fill('prompt', prompt);
			await panel.scrollToTop();
			await session.saveScreenshot(`fields-${operation.toLowerCase()}`);
		});
	}

	session.step('adds a frame at a given time', async () => {
		await addToNewWorkflow(ACTION);
		const { panel } = session;
		await panel.pickModel('grok-imagine-video-1.5');
		await panel.choose('inputMode', 'Image to Video');
		await panel.fill('prompt', 'The closed box opens by itself, soft studio light');
		await panel.fill('imageUrl', 'https://example.com/closed.png');
		await panel.addFrame();
		await panel.choose('at', 'Time');
		await waitForValue(async () => (await panel.fields()).includes('time'), true);
		await panel.fill('url', 'https://example.com/half-open.png');
		await panel.field('url').scrollIntoViewIfNeeded();
		await session.saveScreenshot('fields-frames');
	});

	session.step('shows the node as a tool of an AI Agent', async () => {
		const { canvas, stack } = session;
		const [credential] = await stack.client.get('/rest/credentials'); // created in the first step
		const { agentWorkflow } = await addAgent({ ...stack, credential });
		const { id } = await stack.client.createWorkflow(withoutNotes(agentWorkflow()));
		await canvas.openWorkflow(id, 'Create Video');
		assert.match(await canvas.textOf('Create Video'), /Create and Wait: grok-image-video/);
		await canvas.zoomToFit();
		await session.saveScreenshot('agent-tool');
	});
}

function withoutNotes(workflow) {
	const nodes = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
	return { ...workflow, nodes };
}
