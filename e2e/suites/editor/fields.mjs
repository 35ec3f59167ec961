import assert from 'node:assert/strict';
import { waitForValue } from '../../lib/browser/editor.mjs';
import { MODELS, NEW_NODE, OPERATIONS } from '../../lib/browser/expected-fields.mjs';
import { ACTION, NODE, PROMPT } from './session.mjs';

const IMAGE_URL = 'https://example.com/paper-boat.png';

/** The fields of the node and their options. */
export function fieldSteps(session) {
	session.step('finds the node and adds one of its actions', async () => {
		const { canvas, panel } = session;
		await canvas.startNewWorkflow();
		await canvas.addFirstNode('manual', 'Manual Trigger');
		for (const search of ['film', 'AI video', '视频']) await canvas.find(search, NODE);
		await canvas.addAction(
			'grok video',
			NODE,
			ACTION,
			async () => await session.saveScreenshot('actions'),
		);
		await waitForValue(() => panel.credential(), 'Grok Video account');
		await waitForValue(() => panel.fields(), NEW_NODE, 'fields of a new node');
	});

	session.step('lists the video models of the key, known ones first', async () => {
		const { panel } = session;
		const ids = async () => (await panel.listedModels()).map((name) => name.split(' ')[0]);
		await panel.searchModels('');
		await waitForValue(ids, Object.keys(MODELS));
		await panel.searchModels('video-1.5');
		const expected = ['grok-image-video', 'grok-video-1.5', 'grok-imagine-video-1.5'];
		await waitForValue(ids, expected, 'n8n keeps the selected model in the list');
	});

	for (const [model, inputModes] of Object.entries(MODELS)) {
		session.step(`shows the fields and options of ${model}`, async () => {
			const { panel } = session;
			await panel.pickModel(model);
			for (const [mode, { fields, options = {}, hint }] of Object.entries(inputModes)) {
				if (mode) await panel.choose('inputMode', mode);
				await waitForValue(() => panel.fields(), fields, mode);
				if (hint) await waitForValue(() => panel.shows(hint), true, hint);
				for (const [field, expected] of Object.entries(options)) {
					assert.deepEqual(await panel.options(field), expected, `${mode}: ${field}`);
				}
			}
			assert.ok((await panel.selectedModel()).startsWith(model));
		});
	}

	session.step('marks a value that the new input mode does not accept', async () => {
		const { panel } = session;
		await panel.pickModel('grok-image-video');
		await panel.fill('prompt', PROMPT);
		await panel.choose('inputMode', 'Image to Video');
		await panel.choose('imageSource', 'File');
		await waitForValue(async () => (await panel.fields()).includes('imageBinaryField'), true);
		await panel.choose('seconds', '12');
		await panel.choose('inputMode', 'Multiple Images to Video');
		await waitForValue(() => panel.hasIssue('seconds'), true, '12 seconds is too long');
		await panel.choose('seconds', '10');
		await waitForValue(() => panel.hasIssue('seconds'), false);
		await panel.addImage(IMAGE_URL);
		await panel.scrollToTop();
		await session.saveScreenshot('fields-grok-image-video');
	});

	session.step('shows a single image field for a model that accepts only one image', async () => {
		const { panel } = session;
		await panel.pickModel('grok-video-1.5');
		await panel.choose('imageSource', 'URL');
		await panel.fill('imageUrl', IMAGE_URL);
		await panel.scrollToTop();
		await session.saveScreenshot('fields-grok-video-1.5');
	});

	session.step('accepts any value for an unknown model', async () => {
		const { panel } = session;
		await panel.pickModel('grok-video-2-preview');
		await panel.choose('inputMode', 'Text to Video');
		await panel.fill('seconds', '20');
		await panel.fill('aspectRatio', '21:9');
		assert.equal(await panel.value('seconds'), '20');
		assert.equal(await panel.value('aspectRatio'), '21:9');
		assert.equal(await panel.hasIssue('aspectRatio'), false);
		await panel.scrollToTop();
		await session.saveScreenshot('fields-other-model');

		await panel.pickModel('grok-image-video');
		await waitForValue(
			() => panel.hasIssue('aspectRatio'),
			true,
			'this model does not accept 21:9',
		);
		await panel.choose('aspectRatio', '16:9');
		await panel.choose('seconds', '4');
		await waitForValue(() => panel.hasIssue('aspectRatio'), false);
	});

	session.step('shows the price per second if it is known', async () => {
		const { panel } = session;
		const prices = async () => (await panel.hints()).filter((hint) => hint.includes('USD'));
		await panel.pickModel('grok-imagine-video-1.5');
		await panel.choose('resolution', '480p');
		await waitForValue(prices, [
			'Videos at 480p cost about 0.08 USD per second, e.g. 0.80 USD for 10 seconds, and 0.01 USD per image (xAI prices as of 2026-09-29).',
		]);
		await panel.choose('resolution', '720p');
		await waitForValue(
			async () => (await prices())[0]?.includes('about 0.14 USD per second'),
			true,
		);
		await panel.pickModel('grok-image-video');
		await waitForValue(prices, []);
	});

	session.step('shows the fields and options of each operation', async () => {
		const { panel } = session;
		for (const [operation, { model, fields, options }] of Object.entries(OPERATIONS)) {
			await panel.choose('operation', operation);
			if (model) await panel.pickModel(model);
			await waitForValue(() => panel.fields(), fields, operation);
			assert.deepEqual(await panel.addableOptions(), options, operation);
		}
		await panel.addOption('Poll Interval (Seconds)');
		await panel.fill('pollInterval', '1');
	});
}
