/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- a test runs in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import {
	DEFAULT_VIDEO_TO_VIDEO_MODEL_ID,
	MODELS,
	PRICES_AS_OF,
} from '../../nodes/GrokVideo/models';
import { hintsBefore } from '../support/editor';
import { modelField, numberedItems, video } from '../support/parameters';
import { fieldsNamed } from '../support/places';

const ONE = numberedItems(1);

/** The hints with prices that the editor shows for these fields. */
const pricesShown = (parameters: INodeParameters) =>
	hintsBefore(parameters, ONE)
		.map(({ message }) => message)
		.filter((message) => message.includes('USD'));

const own = (parameters: INodeParameters) =>
	video({ model: modelField('grok-imagine-video'), ...parameters });

describe('before a run, the editor says what one video costs', () => {
	it.each(['create', 'createAndWait'])('of %s, with the very settings', (operation) => {
		expect(pricesShown(own({ operation, seconds: 4, resolution: '720p' }))).toEqual([
			"Videos of 4 seconds at 720p cost about 0.28 USD each, and 0.002 USD more for each image (xAI's prices of 2026-09-29).",
		]);
		expect(pricesShown(own({ operation, seconds: 15, resolution: '480p' }))).toEqual([
			expect.stringContaining('cost about 0.75 USD each'),
		]);
	});

	it('also where expressions give them', () => {
		const resolution = "={{ '48' + '0p' }}";
		expect(pricesShown(own({ seconds: '={{ 2 + 2 }}', resolution }))).toEqual([
			expect.stringContaining('Videos of 4 seconds at 480p cost about 0.2 USD each'),
		]);
		expect(pricesShown(own({ seconds: '={{ 7 }}' }))).toEqual([
			expect.stringContaining('Videos at 720p cost about 0.07 USD for each second'),
		]);
	});

	it('of a model by another of its names', () => {
		const model = modelField('grok-imagine-video-1.5-preview', 'id');
		expect(pricesShown(video({ model }))).toEqual([expect.stringContaining('0.56 USD each')]);
	});

	const all = MODELS.flatMap(({ id, prices, modes }) =>
		Object.entries(prices?.second ?? {}).flatMap(([resolution, rate]) =>
			modes.text!.seconds.map((seconds) => ({ id, resolution, seconds, rate })),
		),
	);

	it.each(all)('$id, $resolution, $seconds s', ({ id, resolution, seconds, rate }) => {
		const price = Number((seconds * rate).toFixed(6));
		expect(pricesShown(video({ model: modelField(id), resolution, seconds }))).toEqual([
			expect.stringContaining(`cost about ${price} USD each,`),
		]);
	});

	it.each([
		['edit', 'Edits cost about 0.06 USD (480p) or 0.08 USD (720p) for each second of the video'],
		['extend', '0.05 USD (480p) or 0.07 USD (720p) for each second that is added, and 0.01 USD'],
	])('of %s, by the second', (operation, words) => {
		const model = modelField(DEFAULT_VIDEO_TO_VIDEO_MODEL_ID);
		expect(pricesShown(video({ operation, model }))).toEqual([expect.stringContaining(words)]);
	});

	it('but not of a gateway’s model, and not of what costs nothing', () => {
		expect(pricesShown(video())).toEqual([]);
		expect(pricesShown(own({ operation: 'get', taskId: 'x' }))).toEqual([]);
		expect(pricesShown({ resource: 'account', operation: 'getBalance' })).toEqual([]);
	});
});

it('agents and builders find the prices with the model', () => {
	const [field] = fieldsNamed('model');
	expect(JSON.stringify(field)).toContain('grok-imagine-video: 0.05 at 480p, 0.07 at 720p');
});

it('the README has the prices of the table of models', () => {
	const rows = MODELS.flatMap(({ id, prices }) =>
		prices
			? [
					[
						`\`${id}\``,
						...['480p', '720p', '1080p'].map((resolution) => prices.second[resolution] ?? '–'),
						prices.image,
						prices.inputSecond ?? '–',
					],
				]
			: [],
	);
	const readme = readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8');
	for (const row of rows) expect(readme).toContain(`| ${row.join(' | ')} |`);
	expect(readme).toContain(`xAI's prices of ${PRICES_AS_OF}`);
});
