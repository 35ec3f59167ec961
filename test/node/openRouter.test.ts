import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/engine';
import { images, modelField, numberedItems, ofTask, options, video } from '../support/parameters';
import { failureOf, paidRun, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';

/** What only OpenRouter does: it reports the cost of each video, and has xAI's prices. */

const server = useStandIn(KINDS.find(({ protocol }) => protocol === 'openRouter')!);
const billedUsd = () => (server as unknown as { billedUsd: number }).billedUsd;

const IMAGE = 'https://example.com/a.png';

beforeEach(() => {
	shortPauses();
});

it('the cost of a video is in its item and in the hint', async () => {
	const { output, hints } = await runNode(paidRun(server, { seconds: 4 }));
	expect(output[0].json.cost_usd).toBe(billedUsd());
	expect(output[0].json).not.toHaveProperty('cost_quota');
	expect(hints[0].message).toContain(`Cost: ${billedUsd().toFixed(2)} USD.`);
	const get = ofTask('get', server.tasks[0].id);
	expect((await runNode(workflow(server, get))).output[0].json.cost_usd).toBe(billedUsd());
});

it.each<[string, INodeParameters]>([
	['a text', { seconds: 6, resolution: '480p' }],
	['one image', { inputMode: 'image', imageUrl: IMAGE, seconds: 5 }],
	['two images', { ...images({ url: IMAGE }, { url: IMAGE }), seconds: 5 }],
	[
		'another model, in 1080p',
		{ model: modelField('x-ai/grok-imagine-video-1.5', 'id'), seconds: 3, resolution: '1080p' },
	],
])('Max Cost is compared with what OpenRouter bills for %s', async (_what, fields) => {
	await runNode(workflow(server, video(fields)));
	const price = billedUsd();
	expect(price).toBeGreaterThan(0);
	const limited = (maxCostUsd: number) => video({ ...fields, ...options({ maxCostUsd }) });
	await runNode(workflow(server, limited(price)));
	expect(server.tasks).toHaveLength(2);
	const { message, description } = await failureOf(workflow(server, limited(price - 0.001)));
	expect(message).toMatch(new RegExp(`about ${price}0? USD`));
	expect(description).toContain('Nothing was created or billed.');
	expect(server.tasks).toHaveLength(2);
});

it('Max Cost counts all items', async () => {
	const run = video({ seconds: 4, ...options({ maxCostUsd: 0.5 }) });
	const { message } = await failureOf(workflow(server, run, { input: numberedItems(5) }));
	expect(message).toContain("'Max Cost (USD)' is 0.5");
	expect(server.requests).toHaveLength(0);
});
