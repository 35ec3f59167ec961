import type { INodeParameters } from 'n8n-workflow';
import type { BadAnswer } from '../support/badAnswers';
import { PROTOCOLS } from '../../nodes/GrokVideo/protocols';
import { elapsed } from '../support/elapsed';
import { runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait, credentials, getMany, ofTask, video } from '../support/parameters';
import { response } from '../support/responses';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn, useXaiNode } from '../support/standIns';
import { shorten, shortPauses } from '../support/time';

// eslint-disable-next-line @n8n/community-nodes/no-hardcoded-secrets -- not a real key
const KEY = 'sk-secret-0123456789';
const TASK = 'task_0123456789abcdef';

const OPERATIONS: Record<string, { where: string; parameters: INodeParameters; failed: string }> = {
	create: { where: 'create', parameters: video(), failed: '' },
	get: {
		where: 'status',
		parameters: ofTask('get', TASK),
		failed: 'The status could not be read. ',
	},
	getMany: {
		where: 'models',
		parameters: getMany(),
		failed: 'The model list could not be read. ',
	},
};

const NOTHING = 'Nothing was created or billed.';
const UNKNOWN = 'It is not known whether the video was created: ';
const CHECK_LOG = /^Check the task log in the console of .* the video may exist and be billed\.$/;

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind, { key: KEY });

	beforeEach(() => {
		shortPauses();
		shorten('MIN_RETRY_DELAY_SECONDS', 0.01);
		shorten('CREATE_RETRY_SECONDS', 0.05);
		shorten('UNREACHABLE_RETRY_SECONDS', 0.05);
	});

	const ANSWERS = Object.entries(kind.badAnswers(KEY));
	describe.each(Object.keys(OPERATIONS))('%s after', (operation) => {
		const { where, parameters, failed } = OPERATIONS[operation];

		const fail = async ({ fault, credential }: BadAnswer) => {
			if (fault) server.fail(where, fault, { times: Infinity });
			for (const call of ['CREATE', 'STATUS', 'MODELS'] as const) {
				if (fault === 'hang') shorten(`${call}_TIMEOUT_SECONDS`, 0.2);
			}
			const more = { credentials: credentials(server, credential) };
			return await failureOf(workflow(server, parameters, more));
		};

		it.each(ANSWERS)('%s says what happened and what to do', async (_what, answer) => {
			const expected = (operation === 'get' && answer.ofTask) || answer;
			const { message, description, httpCode, context, kept } = await fail(answer);
			for (const words of expected.message) expect(message).toContain(words);
			const isUnknown = operation === 'create' && answer.isUnknown === true;
			expect(message.startsWith(UNKNOWN)).toBe(isUnknown);
			if (isUnknown) {
				expect(description).toMatch(CHECK_LOG);
			} else {
				expect(description).toContain(failed);
				expect(description).toContain(expected.description);
				expect(description.endsWith(NOTHING)).toBe(operation === 'create');
			}
			if (answer.httpCode) expect(httpCode).toBe(answer.httpCode);
			if (operation === 'get') {
				expect(message).toContain(`(task ID: ${TASK})`);
				expect(context.task_id).toBe(TASK);
			}
			expect(kept).not.toContain(KEY);
			expect(message + description).not.toMatch(/undefined|\[object|NaN|null/);
			expect(message.match(/request id/g)?.length ?? 1).toBe(1);
		});
	});

	describe('a create', () => {
		it.each([
			['is repeated after 429', kind.tooMany(), 2],
			['is not repeated after 500', kind.error(500), 1],
			['is not repeated after 400', kind.error(400), 1],
		])('%s: %j', async (_what, fault, calls) => {
			shorten('CREATE_RETRY_SECONDS', 5);
			server.fail('create', fault);
			await runNode(workflow(server, video())).catch(() => undefined);
			expect(server.requests).toHaveLength(calls);
			expect(server.tasks).toHaveLength(calls - 1);
		});

		it.each([
			['JSON without a task', { status: 200, body: { object: 'video', note: '排队中' } }, '排队中'],
			['a text', { status: 200, body: 'Queue is full' }, 'Queue is full'],
			['a number', { status: 200, body: '42' }, '42'],
		])('whose response is %s shows it', async (_what, fault, words) => {
			server.fail('create', fault);
			const { message, description } = await failureOf(workflow(server, video()));
			expect(message).toContain(words);
			expect(description).toMatch(CHECK_LOG);
		});

		it('shows only the start of a very long response', async () => {
			server.fail('create', kind.error(400, '坏'.repeat(100_000)));
			const { message } = await failureOf(workflow(server, video()));
			expect(message.length).toBeLessThan(800);
			expect(message).toContain('坏坏…');
		});

		it('does not follow a redirect with the key', async () => {
			const location = `${server.fileUrl}/vidgen/x.mp4`;
			server.fail('create', { status: 307, headers: { location } });
			await failureOf(workflow(server, video()));
			expect(server.requests).toHaveLength(1);
		});
	});

	it.each(['get', 'wait'] as const)('%s encodes a task ID for the path', async (operation) => {
		const id = '../key?x=/1#';
		const { message } = await failureOf(workflow(server, ofTask(operation, id)));
		expect(message).toContain(`(task ID: ${id})`);
		const [{ path }] = server.requestsTo('status');
		expect(path).toContain(kind.statusPath('..%2Fkey%3Fx%3D%2F1%23'));
	});

	describe('a long text', () => {
		const MB = 1_000_000;
		const LONG = 'x'.repeat(MB / 2);

		/** Runs the node. What n8n stores of the execution must be small. */
		async function runSmall(run: EngineOptions) {
			const finished = await runToEnd(run);
			const { error, log, messages } = finished;
			const stored = JSON.stringify([finished.run, log, messages, error?.message, error?.stack]);
			expect(stored.length).toBeLessThan(100_000);
			return finished;
		}

		it.each<[string, BadAnswer['fault']]>([
			['message', kind.error(400, LONG)],
			['text', { status: 400, body: LONG }],
			['title', { status: 400, body: `<html><title>${LONG}` }],
			['request ID', { status: 400, body: '', headers: { 'x-request-id': 'r'.repeat(8000) } }],
			['link', { status: 302, headers: { location: `/${'x'.repeat(10_000)}` } }],
		])('as the %s of an error is shortened', async (_where, fault) => {
			server.fail('create', fault!);
			const { error } = await runSmall(workflow(server, video()));
			expect(error?.message).toMatch(/\(HTTP (400|302)\)/);
		});

		it('in the response to a create is not stored, and the task is named', async () => {
			const deep = JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`) as object;
			for (const more of [{ model: LONG }, { status: LONG }, { prompt: LONG }, { deep }]) {
				server.fail('create', { status: 200, body: { ...kind.created('task_1'), ...more } });
				const { output } = await runSmall(workflow(server, video()));
				expect(output[0].json.task_id).toBe('task_1');
			}
		});

		it.each([undefined, 'continueRegularOutput', 'continueErrorOutput'] as const)(
			'as a data URL without a video is shortened, with error handling %s',
			async (onError) => {
				const dataUrl = `data:text/plain;base64,${'QUJD'.repeat((5 * MB) / 4)}`;
				server.fail('status', kind.done(dataUrl), { times: Infinity });
				const run = workflow(server, ofTask('wait', TASK), { onError });
				const { error, output, errorOutput } = await runSmall(run);
				const shown = error?.message ?? String([...output, ...errorOutput][0].json.error);
				expect(shown).toContain('a data URL without an MP4 video (text/plain)');
				expect(shown).toContain(TASK);
			},
		);
	});

	it('an unknown operation is named', async () => {
		const { message } = await failureOf(workflow(server, video({ operation: 'remove' })));
		expect(message).toBe("The operation 'remove' does not exist for 'video'");
		expect(server.requests).toHaveLength(0);
	});

	it('a failing expression keeps the message of n8n', async () => {
		const parameters = video({ prompt: '={{ $("Nowhere").item.json.p }}' });
		const { message } = await failureOf(workflow(server, parameters));
		expect(message).toBe("Referenced node doesn't exist");
		expect(server.requests).toHaveLength(0);
	});
});

describe('with a new-api gateway', () => {
	const server = useStandIn(KINDS.find(({ protocol }) => protocol === 'newApi')!);

	beforeEach(() => {
		shortPauses();
	});

	it.each(['x', '红色', '<title', '\n', 'insufficient_', 'quota '])(
		'a reason of 2 MB of %j is shortened',
		async (piece) => {
			const failReason = `No: ${piece.repeat(2_000_000 / piece.length)}!`;
			server.setPlan({ outcome: 'failure', failReason });
			const { message, kept } = await failureOf(workflow(server, createAndWait()));
			expect(message).toMatch(/^The video generation failed: No: .*… \(task ID: /);
			expect(kept.length).toBeLessThan(100_000);
			const [{ id }] = server.tasks;
			const { output } = await runNode(workflow(server, ofTask('get', id)));
			expect(String(output[0].json.fail_reason).length).toBeLessThanOrEqual(2001);
		},
	);
});

describe('with xAI', () => {
	const xai = useXaiNode();
	const REJECTED = 'Generated video rejected by content moderation.';

	beforeEach(() => {
		shortPauses(200);
	});

	it.each([
		['moderated', REJECTED, 0.56],
		['moderated-old', REJECTED, 0.56],
		['moderated-flag', 'blocked by content moderation', undefined],
		['moderated-failed', `${REJECTED} (invalid_argument)`, undefined],
	])('a video that ends as %s has a reason and a cost', async (outcome, reason, costUsd) => {
		xai.setPlan({ outcome });
		const { message, description, context } = await failureOf(workflow(xai, createAndWait()));
		const [{ id }] = xai.tasks;
		expect(message).toBe(`The video generation failed: ${reason} (task ID: ${id})`);
		expect(description).toMatch(/^Change the prompt or the images\. .* is billed\.$/);
		expect(context.task_id).toBe(id);
		expect(context.cost_usd).toBe(costUsd);
		expect(xai.requestsTo('status')).toHaveLength(1);
		const more = { onError: 'continueRegularOutput' } as const;
		const { output } = await runNode(workflow(xai, ofTask('wait', id), more));
		expect(output[0].json).toMatchObject({ task_id: id, error: message });
		expect(output[0].json.cost_usd).toBe(costUsd);
	});

	it('an expired task is a failure', async () => {
		xai.setPlan({ outcome: 'expired' });
		const { message } = await failureOf(workflow(xai, createAndWait()));
		const { host } = new URL(xai.url);
		expect(message).toContain(`The video generation failed: the task expired at ${host}`);
	});

	it('an image that xAI cannot fetch has advice', async () => {
		const image = { inputMode: 'image', imageUrl: xai.mediaUrl('none.png') };
		const { message, description } = await failureOf(workflow(xai, createAndWait(image)));
		expect(message).toContain('Failed to fetch the image from its URL (HTTP 404).');
		expect(description).toMatch(/^Use a public HTTPS link/);
	});

	it.each([
		[1, undefined],
		[9, 'rejected the request (HTTP 400): The request is not ready.'],
	])('HTTP 400 is read again once: %i times', async (badPolls, words) => {
		xai.setPlan({ badPolls });
		const { id } = await xai.createdBefore();
		const { error } = await runToEnd(workflow(xai, ofTask('wait', id)));
		expect(xai.requestsTo('status')).toHaveLength(2);
		if (words === undefined) expect(error).toBeUndefined();
		else expect(error?.message).toContain(words);
	});
});

it.each<[string, unknown]>([
	['a code of 100 kB', { code: 'x'.repeat(100_000), message: 'No.' }],
	['a message of spaces', { message: `${' '.repeat(1e6)}x` }],
	['a page of many titles', `<html>${'<title'.repeat(1e6 / 6)}`],
	['a page of many titles that end', `<html>${'<title>'.repeat(1e6 / 7)}`],
	['a page after many spaces', `${' '.repeat(1e6)}<html>`],
	['many words of quota', `${'insufficient_a_'.repeat(1e6 / 15)}`],
	['a word of quota that goes on', `insufficient${'_'.repeat(1e6)}`],
	['many balances', 'balance '.repeat(1e6 / 8)],
])('%s does not block n8n', (_what, body) => {
	const server = { taskId: 'task_1', baseUrl: 'https://g.example', isOfficial: false };
	const failed = { status: 'failed', fail_reason: body, error: body };
	for (const protocol of Object.values(PROTOCOLS)) {
		for (const status of [400, 429, 503]) {
			const error = response(body, status);
			expect(elapsed(() => protocol.readError(error))).toBeLessThan(250);
			expect(elapsed(() => protocol.isRejection(error))).toBeLessThan(250);
		}
		const task = response({ ...failed, data: failed });
		expect(protocol.readTask(task, server)).toMatchObject({ state: 'failed' });
		expect(elapsed(() => protocol.readTask(task, server))).toBeLessThan(250);
	}
});
