import { sleep, type IDataObject } from 'n8n-workflow';
import { decode } from './charset';
import type { HttpResponse } from './response';
import { parseJson } from './json';
import { Semaphore } from './limiters';
import { readOn, type BodyStream } from './stream';

/** So many bytes of an answer are always read at once: a paid call's never waits for others. */
const READ_AT_ONCE_BYTES = 1024 * 1024;

/** More bytes than this take time to work on. */
const LARGE_BYTES = 64 * 1024;

/** Large answers of one run: a few at a time are read, so that they fit into memory, and one is worked on. */
export class LargeAnswers {
	readonly reading = new Semaphore(3);

	readonly working = new Semaphore(1);
}

/** An answer whose body is still to be read. */
export interface StreamResponse {
	status: number;
	headers: IDataObject;
	body: BodyStream;
}

/** Reads an answer to its end, or up to so many bytes. @throws what the body fails with. */
export async function readAnswer(
	{ status, headers, body }: StreamResponse,
	maxResponseBytes: number,
	{ reading, working }: LargeAnswers,
): Promise<HttpResponse> {
	const toAnswer = async (bytes: Buffer): Promise<HttpResponse> => {
		const text = await decode(bytes.subarray(0, maxResponseBytes), headers);
		return { kind: 'response', status, headers, text, json: parseJson(text) };
	};
	const takeTurn = async (bytes: Buffer) =>
		await working.use(async () => {
			await sleep(0); // n8n gets on between one and the next,
			const answer = await toAnswer(bytes);
			await sleep(0); // and before anybody works with it
			return answer;
		});
	const head = await readOn(body, Math.min(READ_AT_ONCE_BYTES, maxResponseBytes));
	if (body.readableEnded || head.length >= maxResponseBytes) {
		return head.length > LARGE_BYTES ? await takeTurn(head) : await toAnswer(head);
	}
	return await reading.use(async () => {
		const rest = await readOn(body, maxResponseBytes - head.length);
		return await takeTurn(Buffer.concat([head, rest]));
	});
}
