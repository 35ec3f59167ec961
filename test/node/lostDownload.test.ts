import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../support/engine';
import type { EngineOptions } from '../support/engineWorkflow';
import { createAndWait } from '../support/parameters';
import { failureOf, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';

describe.each(KINDS)('with $name', (kind) => {
	const server = useStandIn(kind);

	let pauses: ReturnType<typeof shortPauses>;

	beforeEach(() => {
		pauses = shortPauses();
	});

	/** A run that pays for its tasks. */
	const paidRun = (parameters: INodeParameters = {}, more: Partial<EngineOptions> = {}) =>
		workflow(server, createAndWait(parameters), more);

	describe('a failed download', () => {
		it('says where the video lies and which task it is', async () => {
			server.fail('file', { status: 403 }, { times: Infinity });
			const { message, description, context, httpCode } = await failureOf(paidRun());
			const [{ id }] = server.tasks;
			expect(message).toBe(
				`The video is finished, but could not be downloaded: ${new URL(server.fileUrl).host} does not serve the video (HTTP 403) (task ID: ${id})`,
			);
			expect(description).toContain(
				`It is paid for and not lost: use the operation 'Wait for Completion' with its task ID to download it, before its link expires. Video: ${server.fileUrl}`,
			);
			expect(context).toMatchObject({ task_id: id, result_url: expect.stringContaining(id) });
			expect(httpCode).toBe('403');
			expect(server.requestsTo('create')).toHaveLength(1);
			expect(server.requestsTo('file')).toHaveLength(1); // the link has not changed
		});

		it('says the same where the status has no video any more', async () => {
			server.fail('file', { status: 403 });
			const data = { status: 'IN_PROGRESS' };
			server.fail(
				'status',
				{ status: 200, body: { data } },
				{ when: () => !!server.tasks[0].polls },
			);
			const { message } = await failureOf(paidRun());
			expect(message).toContain('does not serve the video (HTTP 403)');
			expect(server.requestsTo('status')).toHaveLength(2);
		});

		it('is noted in the log and tried again, after a minute where the host asks for one', async () => {
			jest.restoreAllMocks();
			pauses = shortPauses(10_000);
			const fault = { status: 503, headers: { 'retry-after': '60' } };
			server.fail('file', fault);
			const { log, output } = await runNode(paidRun());
			expect(output[0].binary).toBeDefined();
			const host = new URL(server.fileUrl).host;
			expect(log).toContainEqual(
				expect.stringContaining(
					`the download of task ${server.tasks[0].id} failed (${host} answered HTTP 503)`,
				),
			);
			expect(pauses.mock.calls.map(([seconds]) => seconds)).toEqual([1, 60]);
			expect(server.requestsTo('status')).toHaveLength(1);
		});
	});
});
