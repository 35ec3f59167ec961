/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a test runs in Node, not in n8n */
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { INodeParameters } from 'n8n-workflow';
import type { FaultAnswer, JsonObject } from '../servers/servers';
import { retryExecution, runNode, runToEnd } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait, numberedItems, options, video } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn, type Kind } from '../support/standIns';
import { shorten, shortPauses } from '../support/time';

/** Fields that say something else at each try. */
const CHANGING: Array<[string, INodeParameters]> = [
	['a random seed', options({ pollInterval: 1, extraBody: '={{ { seed: Math.random() } }}' })],
	['the time in the prompt', { prompt: '={{ $now.toMillis() + Math.random() }}' }],
	['the execution in the prompt', { prompt: '={{ $execution.id + Math.random() }}' }],
];

/** In the form of every kind of server, and of none that the stand-ins give. */
const TASK_ID = '7a8b9c0d-0000-b000-0000-502502502502';

/** Done, with an error beside the link. */
function withError(kind: Kind, error: unknown): FaultAnswer {
	const { body, ...answer } = kind.done('https://files.example.com/v.mp4');
	const own = body as JsonObject;
	return {
		...answer,
		body: own.data ? { ...own, data: { ...own.data, error } } : { ...own, error },
	};
}

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	beforeEach(() => {
		shortPauses();
	});

	const paid = () => server.tasks.length;
	const paidRun = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		workflow(server, createAndWait({ downloadVideo: false, ...parameters }), more);
	const retry = { maxTries: 3 };
	const { wrongKey } = kind;

	describe.each(CHANGING)('an item is paid once per run, with %s', (_what, parameters) => {
		it('when Retry On Fail runs the node again', async () => {
			server.fail('status', wrongKey, { times: 2 });
			const { output } = await runNode(paidRun(parameters, { retry }));
			expect(output[0].json).toMatchObject({ task_id: server.tasks[0].id, status: 'SUCCESS' });
			expect(paid()).toBe(1);
		});

		it('when one of five items is refused twice', async () => {
			const input = numberedItems(5);
			server.fail('create', { status: 400, body: {} }, { times: 2 });
			const { output } = await runNode(paidRun(parameters, { input, retry }));
			expect(output.map(({ json }) => json.status)).toEqual(Array(5).fill('SUCCESS'));
			expect(paid()).toBe(5);
		});

		it('when the answer of its create was lost', async () => {
			server.fail('create', 'reset-after', { times: Infinity });
			const { description } = await failureOf(paidRun(parameters, { retry }));
			expect(description).toContain('The node did not send it again by itself.');
			expect(server.requestsTo('create')).toHaveLength(1);
		});

		it('when a person retries the execution', async () => {
			server.fail('status', wrongKey);
			const failed = await runToEnd(paidRun(parameters));
			const { output } = await retryExecution(paidRun(parameters), failed);
			expect(output[0].json.task_id).toBe(server.tasks[0].id);
			expect(paid()).toBe(1);
		});
	});

	it.each([['a text'], [''], [{}], [0], [{ message: 'x' }]])(
		'raw output with the error %j, for which n8n runs the node again, is paid once',
		async (error) => {
			for (const asTool of [false, true]) {
				server.reset();
				server.fail('status', withError(kind, error), { times: Infinity });
				const raw = asTool ? { output: 'raw' } : { simplify: false };
				const { output } = await runNode(paidRun(raw, { retry, asTool }));
				expect(output[0].json.error).toEqual(error);
				expect(paid()).toBe(1);
			}
		},
	);

	it('a credential that was moved to another gateway does not ask there for the old task', async () => {
		server.fail('status', wrongKey);
		const failed = await runToEnd(paidRun());
		const moved = paidRun();
		moved.credentials!.grokVideoApi.data.baseUrl = server.url.replace('127.0.0.1', 'localhost');
		const { output } = await retryExecution(moved, failed);
		expect(output[0].json.task_id).toBe(server.tasks[1].id);
	});

	describe('a task that exists is named', () => {
		it('when HTTP 502 carries its ID', async () => {
			server.fail('create', { status: 502, body: kind.created(TASK_ID) }, { times: Infinity });
			const { output, hints } = await runNode(workflow(server, video(), { retry }));
			expect(output[0].json.task_id).toBe(TASK_ID);
			expect(hints[0].message).toContain('answered with HTTP 502, and yet named a task');
			const { message } = await failureOf(paidRun({}, { retry }));
			expect(message).toContain('does not know this task');
			expect(message).toContain(`(task ID: ${TASK_ID})`);
			expect(server.requestsTo('create')).toHaveLength(2);
		});

		it.each([
			['a number beyond 2^53', '9007199254740993001', '9007199254740993001'],
			['half a character', '"task_\\ud83d"', 'task_\ud83d'],
		])('when its ID is %s', async (_what, inBody, id) => {
			const body = JSON.stringify(kind.created('ID')).replace('"ID"', inBody);
			server.fail('create', { status: 200, body });
			const { message, context } = await failureOf(paidRun());
			expect(message).toContain(`(task ID: ${id})`);
			expect(context.task_id).toBe(id);
		});

		it('in the error of 2,000 items that is not endless, and all of them in its context', async () => {
			const input = numberedItems(200);
			server.setPlan({ seconds: Infinity });
			const own = { options: { pollInterval: 600, maxParallel: 100 } };
			server.fail('create', { delay: 500, then: { status: 400, body: {} } });
			const { message, description, context } = await failureOf(paidRun(own, { input }));
			expect((message + description).length).toBeLessThan(3000);
			expect(context.other_task_ids).toHaveLength(paid());
		});
	});

	describe('nothing was sent, and so nothing billed', () => {
		const nobody = (url: string) =>
			failureOf(workflow({ ...server, url, key: 'sk-none' }, video(), { retry: { maxTries: 2 } }));

		it.each([
			['https to a port that speaks http', () => server.url.replace('http:', 'https:')],
			['a host that has no address', () => 'http://nobody.invalid'],
			['a port that nobody listens at, on all addresses of a host', () => 'http://localhost:9'],
		])('%s', async (_what, url) => {
			shorten('UNREACHABLE_RETRY_SECONDS', 0.1);
			const { description } = await nobody(url());
			expect(description).toContain('Nothing was created or billed.');
			expect(description).not.toContain('did not send it again');
		});

		it('a certificate that is not valid', async () => {
			shorten('UNREACHABLE_RETRY_SECONDS', 0.1);
			const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
			const server = createSecureServer({ key, cert });
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const { port } = server.address() as AddressInfo;
			const { message, description } = await nobody(`https://127.0.0.1:${port}`);
			server.close();
			expect(message).toContain('has no valid certificate');
			expect(description).toContain('Nothing was created or billed.');
		});
	});
});
