import assert from 'node:assert/strict';
import { waitForValue } from '../../lib/browser/editor.mjs';
import { itemsOf } from '../../lib/n8n/client.mjs';
import { ACTION, PROMPT } from './session.mjs';

const NEXT_NODE = 'Edit Fields (Set)';
const QUOTA_ERROR = {
	status: 403,
	body: {
		error: {
			message: '用户额度不足, 剩余额度: ＄0.012000',
			type: 'new_api_error',
			code: 'insufficient_user_quota',
		},
	},
};

/** The node before, during and after a run. */
export function runSteps(session) {
	session.step('previews its output fields in the next node before the first run', async () => {
		const { canvas, input, panel } = session;
		await panel.fill('prompt', PROMPT);
		await panel.close();
		await canvas.addNode('edit fields', NEXT_NODE);
		await waitForValue(async () => (await input.fields()).includes('result_url'), true);
		assert.ok((await input.fields()).includes('task_id'));
		assert.equal(await input.isPreview(), true);
		for (const name of ['task_id', 'result_url']) await input.drag(name, panel.dropArea());
		await waitForValue(() => panel.mappedFields(), {
			task_id: '{{ $json.task_id }}',
			result_url: '{{ $json.result_url }}',
		});
		await session.saveScreenshot('preview');
		await panel.close();
	});

	session.step('runs the workflow and plays the video', async () => {
		const { canvas, panel, stack } = session;
		await canvas.execute();
		await canvas.waitForSuccess(ACTION);
		assert.match(await canvas.textOf(ACTION), /Create and Wait: grok-image-video/);
		await canvas.zoomToFit();
		await session.saveScreenshot('workflow');
		const [task, ...others] = stack.gateway.tasks;
		assert.deepEqual(others, []);
		assert.equal(task.body.model, 'grok-image-video');
		assert.equal(task.body.prompt, PROMPT);
		assert.deepEqual(stack.gateway.keyLeaks, []);
		const [{ id }] = (await stack.client.executions()).results;
		const [{ json: mapped }] = itemsOf(await stack.client.execution(id), 'Edit Fields');
		assert.equal(mapped.task_id, task.id, 'the fields mapped before the run have values');
		assert.ok(mapped.result_url.startsWith(stack.gateway.fileUrl));

		await canvas.open(ACTION);
		await waitForValue(() => panel.hints(), ['1 video started: 1 finished. Cost: 0.50 USD.']);
		await panel.viewBinary();
		await waitForValue(() => panel.video(), {
			ready: true,
			plays: true,
			hasPicture: true,
			seconds: 4,
		});
		await panel.playVideoTo(1.2);
		await panel.scrollToTop();
		await session.saveScreenshot('video');
	});

	session.step('shows errors with the next step', async () => {
		const { panel, stack } = session;
		await panel.fill('prompt', '');
		await session.assertDoesNotStart('prompt', 'Prompt');
		await panel.fill('prompt', ' ');
		await session.assertRejects("'Prompt' is empty", /Describe the video/);

		await panel.fill('prompt', PROMPT);
		await panel.choose('inputMode', 'Image to Video');
		await panel.choose('imageSource', 'URL');
		await panel.fill('imageUrl', '');
		await session.assertRejects("'Image URL' is empty", /Enter a link to an image/);
		await panel.choose('inputMode', 'Text to Video');

		stack.gateway.fail('create', QUOTA_ERROR);
		await panel.execute();
		await waitForValue(async () => (await panel.error()).message.includes('HTTP 403'), true);
		const quota = await panel.error();
		assert.match(quota.message, /not have enough quota \(HTTP 403\): 用户额度不足/);
		assert.match(quota.description, /Top up the account/);
		assert.match(quota.description, /Nothing was created or billed/);
		await panel.scrollToTop();
		await session.saveScreenshot('error');
	});
}
