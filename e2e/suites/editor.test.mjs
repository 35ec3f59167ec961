import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { Canvas } from '../lib/browser/canvas.mjs';
import { openPage } from '../lib/browser/chromium.mjs';
import { CredentialDialog } from '../lib/browser/credential-dialog.mjs';
import { becomes, Editor } from '../lib/browser/editor.mjs';
import {
	createAndWait,
	OPERATIONS,
	SECONDS,
	SECONDS_OF_IMAGES,
	SEVEN_RATIOS,
	TWO_RATIOS,
} from '../lib/browser/expected-fields.mjs';
import { NodePanel } from '../lib/browser/node-panel.mjs';
import { steps } from '../lib/browser/steps.mjs';
import { startStack } from '../lib/n8n/stack.mjs';
import { cleanUp, isEnding } from '../lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../lib/system/paths.mjs';

const MAJOR = Number(process.env.N8N_MAJOR ?? 2);
const IMAGES_FOLDER = join(ROOT_FOLDER, 'docs', 'images');
const GATEWAY = {
	taskSeconds: 1,
	models: [
		{ id: 'gpt-4o-mini', supported_endpoint_types: ['openai'] },
		'grok-video-2-preview',
		'grok-video-1.5',
		'grok-image-video',
	],
};
const QUOTA = {
	status: 403,
	body: {
		error: {
			message: '用户额度不足, 剩余额度: ＄0.012000',
			type: 'new_api_error',
			code: 'insufficient_user_quota',
		},
	},
};

const TRIGGER = 'Manual Trigger';
const NODE = 'Grok Video';
const ACTION = 'Create video and wait for it'; // also the name that n8n gives the node
const PROMPT = 'A paper boat sails down a rainy street at dusk, close to the water';
const IMAGE_URL = 'https://example.com/paper-boat.png';

describe(`The editor of n8n ${MAJOR}`, () => {
	let stack;
	let editor;
	let canvas;
	let panel;

	const step = steps(async () => {
		if (!editor || isEnding()) return undefined;
		const folder = await editor.keepEvidence();
		copyFileSync(stack.n8n.logFile, join(folder, 'n8n.log'));
		return folder;
	});

	/** For the README: the pictures are of the newest n8n. */
	const photograph = async (name) => {
		if (MAJOR !== 2) return;
		mkdirSync(IMAGES_FOLDER, { recursive: true });
		await editor.photograph(join(IMAGES_FOLDER, `${name}.png`));
	};

	const created = () => stack.gateway.requests.filter(({ where }) => where === 'create').length;

	/** n8n itself keeps a node from running while a required field is empty. */
	const doesNotStart = async (field, label) => {
		const before = stack.gateway.requests.length;
		await panel.execute();
		const said = { 1: 'The workflow has issues', 2: `Parameter "${label}" is required` };
		await editor.page.getByText(said[MAJOR]).first().waitFor();
		await becomes(() => panel.isMarked(field), true, `${label} is marked`);
		assert.equal(stack.gateway.requests.length, before);
		await editor.closeMessages();
	};

	after(cleanUp);

	step('starts Chromium, and n8n with the package', async () => {
		const page = await openPage();
		stack = await startStack({ major: MAJOR, gateway: GATEWAY });
		await stack.client.request('DELETE', `/rest/credentials/${stack.credential.id}`);
		editor = new Editor(page, stack.n8n.url);
		canvas = new Canvas(editor);
		panel = new NodePanel(editor);
	});

	step('tests a new credential, and says what is wrong with a key', async () => {
		const dialog = new CredentialDialog(editor);
		await editor.signIn('/home/credentials/create');
		await dialog.pickType('Grok Video API');
		assert.equal(await dialog.has('baseUrl'), false, 'the known providers have their own');
		await dialog.choose('provider', 'Custom (Any new-api Gateway)');
		await dialog.fill('baseUrl', `${stack.gateway.url}/`);
		await dialog.fill('apiKey', 'sk-wrong');
		await dialog.save();
		const problem = await dialog.problem();
		assert.match(problem, /did not accept the API key \(HTTP 401\): 无效的令牌/);
		assert.match(problem, /paste the API key again/);
		assert.doesNotMatch(problem, /sk-wrong/);

		await dialog.fill('apiKey', stack.gateway.key);
		await dialog.save();
		await dialog.waitForSuccess();
		await photograph('credential');
	});

	step('finds the node and adds one of its actions', async () => {
		await canvas.startNewWorkflow();
		await canvas.addFirstNode('manual', TRIGGER);
		await canvas.addAction('grok video', NODE, ACTION, async () => await photograph('actions'));
		await becomes(() => panel.credential(), 'Grok Video account');
		await becomes(
			() => panel.fields(),
			createAndWait('inputMode', 'prompt'),
			'fields of a new node',
		);
	});

	step('lists the video models of the key, the known ones first', async () => {
		const ids = async () => (await panel.listedModels()).map((name) => name.split(' ')[0]);
		await panel.searchModels('');
		await becomes(ids, ['grok-image-video', 'grok-video-1.5', 'grok-video-2-preview']);
		await panel.searchModels('1.5');
		await becomes(ids, ['grok-image-video', 'grok-video-1.5'], 'n8n keeps the one that is picked');
	});

	step('shows what grok-image-video can do', async () => {
		await panel.pickModel('grok-image-video');
		await panel.fill('prompt', PROMPT);
		assert.match(await panel.shownModel(), /^grok-image-video/);
		assert.deepEqual(await panel.offered('aspectRatio'), SEVEN_RATIOS);
		assert.deepEqual(await panel.offered('resolution'), ['720p', '480p']);
		assert.deepEqual(await panel.offered('seconds'), SECONDS);
		await panel.choose('seconds', '12');

		await panel.choose('inputMode', 'Image to Video');
		await becomes(
			() => panel.fields(),
			createAndWait('inputMode', 'prompt', 'imageSource', 'imageUrl'),
		);
		await panel.choose('imageSource', 'File');
		await becomes(
			() => panel.fields(),
			createAndWait('inputMode', 'prompt', 'imageSource', 'imageBinaryField'),
		);

		await panel.choose('inputMode', 'Multiple Images to Video');
		await becomes(() => panel.fields(), createAndWait('inputMode', 'prompt', 'images'));
		await becomes(() => panel.isMarked('seconds'), true, '12 seconds are too many');
		assert.deepEqual(await panel.offered('seconds'), SECONDS_OF_IMAGES);
		await panel.choose('seconds', '10');
		await becomes(() => panel.isMarked('seconds'), false);
		await panel.addImage(IMAGE_URL);
		await panel.showTop();
		await photograph('fields-grok-image-video');
	});

	step('shows what grok-video-1.5 can do', async () => {
		await panel.pickModel('grok-video-1.5', { search: '1.5' });
		await becomes(() => panel.fields(), createAndWait('prompt', 'imageSource', 'imageUrl'));
		assert.deepEqual(await panel.offered('seconds'), SECONDS);
		assert.deepEqual(await panel.offered('aspectRatio'), TWO_RATIOS);

		await panel.fill('imageUrl', IMAGE_URL);
		await panel.showTop();
		await photograph('fields-grok-video-1.5');
	});

	step('takes free values for a model that it does not know', async () => {
		await panel.pickModel('grok-video-2-preview', { search: 'preview' });
		await becomes(() => panel.fields(), createAndWait('inputMode', 'prompt'));
		await panel.fill('seconds', '20');
		await panel.fill('aspectRatio', '21:9');
		assert.equal(await panel.value('seconds'), '20');
		assert.equal(await panel.value('aspectRatio'), '21:9');
		assert.equal(await panel.isMarked('aspectRatio'), false);
		await panel.showTop();
		await photograph('fields-other-model');

		await panel.pickModel('grok-image-video');
		await becomes(() => panel.isMarked('aspectRatio'), true, '21:9 is not for this model');
		await panel.choose('aspectRatio', '16:9');
		await panel.choose('seconds', '4');
		await becomes(() => panel.isMarked('aspectRatio'), false);
	});

	step('offers each operation its own fields and options', async () => {
		for (const [operation, { fields, options }] of Object.entries(OPERATIONS)) {
			await panel.choose('operation', operation);
			await becomes(() => panel.fields(), fields, operation);
			assert.deepEqual(await panel.offeredExtras(), options, operation);
		}
		await panel.addExtra('Poll Interval');
		await panel.fill('pollInterval', '1');
	});

	step('runs, and plays the video', async () => {
		await panel.fill('prompt', PROMPT);
		await panel.close();
		await canvas.execute();
		await canvas.waitForSuccess(ACTION);
		assert.match(await canvas.textOf(ACTION), /grok-image-video: Create and Wait/);
		await canvas.showAll();
		await photograph('workflow');
		const [task, ...others] = stack.gateway.tasks;
		assert.deepEqual(others, []);
		assert.equal(task.body.model, 'grok-image-video');
		assert.equal(task.body.prompt, PROMPT);
		assert.deepEqual(stack.gateway.keyLeaks, []);

		await canvas.open(ACTION);
		await panel.viewBinary();
		await becomes(() => panel.video(), { ready: true, plays: true, hasPicture: true, seconds: 4 });
		await panel.playVideoTo(1.2);
		await panel.showTop();
		await photograph('video');
	});

	step('says what went wrong and what to do next', async () => {
		await panel.fill('prompt', '');
		await doesNotStart('prompt', 'Prompt');

		const before = created();
		await panel.fill('prompt', ' ');
		await panel.execute();
		const empty = await panel.error();
		assert.equal(empty.message, "'Prompt' is empty");
		assert.match(empty.description, /Describe the video/);
		assert.equal(created(), before);
		await editor.closeMessages();

		stack.gateway.fail('create', QUOTA);
		await panel.fill('prompt', PROMPT);
		await panel.execute();
		await becomes(async () => (await panel.error()).message.includes('HTTP 403'), true);
		const quota = await panel.error();
		assert.match(quota.message, /not have enough quota \(HTTP 403\): 用户额度不足/);
		assert.match(quota.description, /Top up the account/);
		assert.match(quota.description, /Nothing was created or billed/);
		await panel.showTop();
		await photograph('error');
	});
});
