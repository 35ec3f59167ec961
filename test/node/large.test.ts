import { PROTOCOLS } from '../../nodes/GrokVideo/protocols';
import { elapsed } from '../support/elapsed';
import { runToEnd, type Finished } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait, ofTask, video } from '../support/parameters';
import { workflow } from '../support/runs';
import { response } from '../support/responses';
import { shortPauses } from '../support/time';
import { createdBefore, useGateway } from '../support/useGateway';

/** Large texts, of users and of servers, neither hold up n8n nor fill its database. */

const MB = 1_000_000;
const gateway = useGateway();

beforeEach(() => {
	shortPauses();
});

/** Runs the node; what n8n keeps of that is small. */
async function keptSmall(options: EngineOptions): Promise<Finished> {
	const finished = await runToEnd(options);
	const { run, error, log, messages } = finished;
	expect(JSON.stringify([run, log, messages]).length).toBeLessThan(100_000);
	expect(JSON.stringify([error, error?.message, error?.stack]).length).toBeLessThan(100_000);
	return finished;
}

describe('a data URL of 5 MB that is no video', () => {
	const resultUrl = `data:text/plain;base64,${'QUJD'.repeat((5 * MB) / 4)}`;

	it.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'does not go into the error, with the error handling %s',
		async (onError) => {
			gateway.setPlan({ resultUrl });
			const { id } = await createdBefore(gateway);
			const { error, output, errorOutput } = await keptSmall(
				workflow(gateway, ofTask('wait', id), { onError }),
			);
			const said = error?.message ?? String([...output, ...errorOutput][0].json.error);
			expect(said).toContain('a data URL without an MP4 video (text/plain)');
			expect(said).toContain(id);
			await keptSmall(workflow(gateway, createAndWait(), { onError }));
		},
	);
});

describe('a fail_reason of 2 MB', () => {
	it.each(['x', '红色', '<title', '\n', 'insufficient_', 'quota '])(
		'of %j does not go into error and output whole',
		async (piece) => {
			const failReason = `No: ${piece.repeat((2 * MB) / piece.length)}!`;
			gateway.setPlan({ outcome: 'failure', failReason });
			const { error } = await keptSmall(workflow(gateway, createAndWait()));
			expect(error?.message).toMatch(/^The video generation failed: No: .*… \(task ID: /);
			const { output } = await keptSmall(workflow(gateway, ofTask('get', gateway.tasks[0].id)));
			expect(String(output[0].json.fail_reason).length).toBeLessThanOrEqual(2001);
		},
	);
});

it('the answer of a create with a text of 500 kB in it is not kept with the execution', async () => {
	const text = 'x'.repeat(MB / 2);
	for (const field of ['model', 'status', 'prompt']) {
		gateway.fail('create', { status: 200, body: { task_id: 'task_1', [field]: text } });
		const { output } = await keptSmall(workflow(gateway, video()));
		expect(output[0].json).toMatchObject({ task_id: 'task_1' });
	}
});

it.each([true, false])(
	'an answer of endless levels names its task, with Simplify %s',
	async (simplify) => {
		const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
		gateway.fail('create', { status: 200, body: `{"task_id":"task_1","deep":${deep}}` });
		const { output } = await keptSmall(workflow(gateway, video({ simplify })));
		expect(output[0].json).toMatchObject({ task_id: 'task_1' });
	},
);

it('an error of 500 kB is not kept with the execution', async () => {
	const text = 'x'.repeat(MB / 2);
	for (const body of [text, { error: { message: text, code: text } }, `<html><title>${text}`]) {
		gateway.fail('create', { status: 400, body, headers: { 'x-request-id': 'r'.repeat(8000) } });
		const { error } = await keptSmall(workflow(gateway, video()));
		expect(error?.message).toContain('(HTTP 400)');
		gateway.fail('create', { status: 302, headers: { location: `/${'x'.repeat(10_000)}` } });
		await keptSmall(workflow(gateway, video()));
	}
});

describe('an error of a server, or of a task, is read at once', () => {
	const server = { taskId: 'task_1', baseUrl: 'https://g.example', isOfficial: false };

	it.each<[string, unknown]>([
		['a code of 100 kB', { code: 'x'.repeat(100_000), message: 'No.' }],
		['a message of spaces', { message: `${' '.repeat(MB)}x` }],
		['a page of many titles', `<html>${'<title'.repeat(MB / 6)}`],
		['a page of many titles that end', `<html>${'<title>'.repeat(MB / 7)}`],
		['a page behind many spaces', `${' '.repeat(MB)}<html>`],
		['many words of quota', `${'insufficient_a_'.repeat(MB / 15)}`],
		['a word of quota that goes on', `insufficient${'_'.repeat(MB)}`],
		['many balances', 'balance '.repeat(MB / 8)],
	])('with %s', (_what, body) => {
		for (const protocol of Object.values(PROTOCOLS)) {
			for (const status of [400, 429, 503]) {
				const answer = response(body, status);
				expect(elapsed(() => protocol.readError(answer))).toBeLessThan(100);
				expect(elapsed(() => protocol.isRejection(answer))).toBeLessThan(100);
			}
			const failed = { status: 'failed', fail_reason: body, error: body };
			const task = response({ ...failed, data: failed });
			const read = () => protocol.readTask(task, server);
			expect(read()).toMatchObject({ state: 'failed' });
			expect(elapsed(read)).toBeLessThan(100);
		}
	});
});
