import type { INodeParameters } from 'n8n-workflow';
import type { BadAnswer } from '../support/badAnswers';
import { runNode } from '../support/engine';
import { credentials, getMany, ofTask, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
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
