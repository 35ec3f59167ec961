import { runNode } from '../support/engine';
import { video } from '../support/parameters';
import { paidRun, workflow } from '../support/runs';
import { KINDS, useStandIn } from '../support/standIns';
import { shortPauses } from '../support/time';

/** What only new-api gateways do. */

const gateway = useStandIn(KINDS[0]);

beforeEach(() => void shortPauses(200));

it("HTTP 503 in the gateway's own JSON comes before the work begins, so the create is sent again", async () => {
	const body = { error: { message: '服务不可用', code: '' } };
	gateway.fail('create', { status: 503, body }, { times: 2 });
	const { output } = await runNode(workflow(gateway, video()));
	expect(output[0].json.task_id).toBe(gateway.tasks[0].id);
	expect([gateway.requestsTo('create').length, gateway.tasks.length]).toEqual([3, 1]);
});

it('a finished task without a link is read again until the link is there', async () => {
	gateway.setPlan({ urlDelayPolls: 2 });
	const { output } = await runNode(paidRun(gateway));
	expect(output[0].json.result_url).toContain(gateway.fileUrl);
	expect(gateway.requestsTo('status')).toHaveLength(3);
});
