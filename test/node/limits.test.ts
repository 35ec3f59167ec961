import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { atXai, newest } from '../support/changed';
import { runNode } from '../support/engine';
import { items, options } from '../support/parameters';
import { failureOf } from '../support/runs';
import { useXai } from '../support/useXai';

/** Max Cost (USD) and Max Videos per Run, as expressions return them. */

const xai = useXai();

const run = (limits: INodeParameters, jsons: IDataObject[], more: INodeParameters = {}) =>
	atXai(xai, newest({ operation: 'create', seconds: 4, ...options(limits), ...more }), {
		input: items(...jsons),
	});

async function messageOf(...of: Parameters<typeof run>): Promise<string> {
	const { message, description } = await failureOf(run(...of));
	expect(xai.requests).toHaveLength(0);
	expect(description).toContain('Nothing was created or billed.');
	return message;
}

const TWO = [{ limit: 1 }, { limit: 2 }];

it.each([
	...['={{ $json.missing }}', '={{ null }}', '={{ "" }}', '={{ [] }}', '={{ NaN }}'],
	...['', 'ten', 0, -1],
])('a limit of %j is rejected before anything is paid', async (limit) => {
	expect(await messageOf({ maxCostUsd: limit }, TWO)).toContain(
		"'Max Cost (USD)' must be a number above 0, not",
	);
	expect(await messageOf({ maxVideos: limit }, TWO)).toContain(
		"'Max Videos per Run' must be a number above 0, not",
	);
});

it('a limit that only one item lacks is rejected', async () => {
	const limits = { maxCostUsd: '={{ $json.limit }}' };
	expect(await messageOf(limits, [{ limit: 10 }, {}])).toContain('not nothing');
});

it('the lowest limit of all items counts', async () => {
	const limits = { maxVideos: '={{ $json.limit }}' };
	expect(await messageOf(limits, [{ limit: 5 }, { limit: 1 }])).toContain(
		"This run would create 2 videos, but 'Max Videos per Run' is 1",
	);
	await runNode(run(limits, [{ limit: 5 }, { limit: 2 }]));
	expect(xai.tasks).toHaveLength(2);
});

it('the default resolution of a model counts with its highest price', async () => {
	const highest = 4 * 0.25;
	const more = { resolution: '', aspectRatio: '' };
	expect(await messageOf({ maxCostUsd: highest - 0.01 }, [{}], more)).toContain('about 1.00 USD');
	await runNode(run({ maxCostUsd: highest }, [{}], more));
	expect(xai.tasks[0].body).not.toHaveProperty('resolution');
	expect(xai.tasks[0].body).not.toHaveProperty('aspect_ratio');
});
