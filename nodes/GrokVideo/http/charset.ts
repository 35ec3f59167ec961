import { sleep, type IDataObject } from 'n8n-workflow';

/** Bytes that are no text in their encoding take long to decode, so n8n gets on after each piece of so many. */
const PIECE_BYTES = 1024 * 1024;

/** A body as text, in the encoding that its headers name. */
export async function decode(bytes: Buffer, headers: IDataObject): Promise<string> {
	const decoder = decoderOf(headers);
	let text = '';
	for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
		if (at > 0) await sleep(0);
		text += decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true });
	}
	return text + decoder.decode();
}

/** Proxies answer in other encodings than UTF-8, Chinese ones in GBK. */
function decoderOf(headers: IDataObject): InstanceType<typeof TextDecoder> {
	const [, charset = 'utf-8'] =
		/charset="?([\w-]{1,40})/i.exec(String(headers['content-type']).slice(0, 200)) ?? [];
	try {
		return new TextDecoder(charset);
	} catch {
		return new TextDecoder();
	}
}
