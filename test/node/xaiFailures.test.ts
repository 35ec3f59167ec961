import type { JsonObject, Plan } from '../servers/xai/xai';
import { end, generate, useXai } from '../support/useXai';

const xai = useXai();

describe('a task that ends badly', () => {
	const usage = { cost_in_usd_ticks: 4_800_000_000 };
	const REJECTED = 'Generated video rejected by content moderation.';

	it.each<[string, Partial<Plan>, number, JsonObject]>([
		['moderated', {}, 400, { code: 'imagine:content-moderated', error: REJECTED, usage }],
		[
			'moderated-old',
			{},
			400,
			{ code: 'Client specified an invalid argument', error: REJECTED, usage },
		],
		[
			'moderated-flag',
			{},
			200,
			{
				status: 'done',
				video: { url: '', duration: 0, respect_moderation: false },
				model: 'grok-imagine-video-1.5',
			},
		],
		[
			'moderated-failed',
			{},
			200,
			{ status: 'failed', error: { code: 'invalid_argument', message: REJECTED } },
		],
		['expired', {}, 200, { status: 'expired' }],
		...[
			'invalid_argument',
			'permission_denied',
			'failed_precondition',
			'service_unavailable',
			'internal_error',
		].map((code): [string, Partial<Plan>, number, JsonObject] => [
			'failed',
			{ error: { code, message: `Because of ${code}.` } },
			200,
			{ status: 'failed', error: { code, message: `Because of ${code}.` } },
		]),
	])('says %s %j', async (outcome, plan, status, body) => {
		xai.setPlan({ ...plan, outcome: outcome as Plan['outcome'] });
		const answer = await end(xai, generate(xai));
		expect(answer.status).toBe(status);
		expect(answer.body).toEqual(body);
		const billed = ['moderated', 'moderated-old', 'moderated-flag'].includes(outcome);
		expect(xai.billedUsd).toBe(billed ? 0.48 : 0);
	});

	it('may be refused at once instead', async () => {
		xai.setPlan({ outcome: 'moderated-at-once' });
		expect(await generate(xai)).toMatchObject({
			status: 400,
			body: { code: 'imagine:content-moderated' },
		});
		expect(xai.tasks).toHaveLength(0);
	});

	const image = 'https://example.com/a.png';

	it.each<[string, JsonObject, number, JsonObject]>([
		[
			'no prompt',
			{ prompt: ' ' },
			200,
			{
				status: 'failed',
				error: {
					code: 'invalid_argument',
					message: 'Prompt cannot be empty. Please provide a prompt.',
				},
			},
		],
		[
			'no prompt, but a picture',
			{ prompt: '', image: { url: image } },
			400,
			{ code: 'invalid-argument', error: 'Prompt cannot be empty. Please provide a prompt.' },
		],
		['no address', { image: { url: 'a.png' } }, 200, { error: { message: 'Invalid media URL.' } }],
		[
			'bare base64',
			{ image: { url: 'iVBORw0KGgo=' } },
			200,
			{ error: { code: 'invalid_argument' } },
		],
		[
			'no picture',
			{ image: { url: 'data:image/png;base64,AAAA' } },
			200,
			{ error: { code: 'invalid_argument' } },
		],
		[
			'no such file',
			{ reference_images: [{ url: image }, { file_id: 'file_x' }] },
			200,
			{ error: { message: 'File file_x was not found.' } },
		],
	])('fails on polling for %s', async (_case, body, status, error) => {
		expect(await end(xai, generate(xai, body))).toMatchObject({ status, body: error });
		expect(xai.billedUsd).toBe(0);
	});

	it('fetches its picture only after the create was answered', async () => {
		const dead = { url: `${xai.fileUrl}/media/none.png` };
		expect(await end(xai, generate(xai, { image: dead }))).toMatchObject({
			body: {
				status: 'failed',
				error: { message: 'Failed to fetch the image from its URL (HTTP 404).' },
			},
		});
		const [create, ...later] = xai.requests;
		expect(create).toMatchObject({ where: 'create', status: 200 });
		expect(later).toContainEqual(expect.objectContaining({ where: 'media', status: 404 }));
	});
});
