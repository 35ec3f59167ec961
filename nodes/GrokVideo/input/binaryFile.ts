import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import { discard, readHead, type BodyStream } from '../http/stream';
import { cut } from '../http/redact';

/** @throws GrokVideoError unless the item has a file in that field. n8n's own check does not say which there are. */
export function inputFile(
	context: IExecuteFunctions,
	itemIndex: number,
	field: string,
	label: string,
	what: 'image' | 'video',
): IBinaryData {
	const { binary: files = {} } = context.getInputData()[itemIndex];
	if (Object.hasOwn(files, field)) return files[field];
	const names = Object.keys(files);
	const there = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has no file at all.';
	throw new GrokVideoError(`${label}: the item has no file in the field '${cut(field, 60)}'`, {
		description: `${there} Enter the name of the field that holds the ${what}.`,
	});
}

/** The first bytes of a file, which stays in n8n's store. */
export async function readFileHead(
	context: IExecuteFunctions,
	file: IBinaryData,
	length: number,
): Promise<Buffer> {
	if (file.id === undefined) return Buffer.from(file.data.slice(0, 2 * length), 'base64');
	const stream = await openFile(context, file.id);
	try {
		return await readHead(stream, length);
	} finally {
		discard(stream);
	}
}

export async function openFile(context: IExecuteFunctions, id: string): Promise<BodyStream> {
	return (await context.helpers.getBinaryStream(id)) as unknown as BodyStream;
}

export async function fileBytes(
	context: IExecuteFunctions,
	{ id, data }: IBinaryData,
): Promise<number> {
	if (id === undefined) return Math.ceil((data.length * 3) / 4);
	return (await context.helpers.getBinaryMetadata(id)).fileSize;
}
