import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { GrokVideoError } from '../errors';
import type { Provider } from './credential';
import { parseUrl } from '../http/url';
import { inputFile } from './binaryFile';

/** Long enough for a task that waits in a queue. */
const LINK_LIFETIME = '6h';

const USE_DATA = "Set 'Send Images As' to 'Data'";
/** Not there in the types of older releases. */
interface LinkHelper {
	createBinarySignedUrl?(file: IBinaryData, expiresIn: string): string;
}

/** Addresses of one machine or one network: nobody outside can open them. */
const PRIVATE =
	/^(\[(::1|::|f[cd]\w*:.*|fe80:.*)\]|(0|10|127)(\.\d+){3}|(192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))(\.\d+){2}|[^.[]+|.+\.(local|localhost|internal|lan))$/;

/**
 * A link to a file in n8n's own store, signed by n8n, which opens without login. The provider fetches the image by it.
 * @throws GrokVideoError where n8n gives none, or none that the provider could open.
 */
export function imageLink(
	context: IExecuteFunctions,
	provider: Provider,
	{ itemIndex, field }: { itemIndex: number; field: string },
): string {
	const file = inputFile(context, itemIndex, field, "'Input Data Field Name'", 'image');
	if (file.id === undefined) {
		throw new GrokVideoError('n8n keeps files in memory, and so has no links to them', {
			description: `${USE_DATA}, or have n8n store files (N8N_DEFAULT_BINARY_DATA_MODE=filesystem).`,
		});
	}
	const { createBinarySignedUrl } = context.helpers as LinkHelper;
	const url = parseUrl(createBinarySignedUrl?.(file, LINK_LIFETIME) ?? '');
	if (!url) {
		throw new GrokVideoError('This n8n gives no links to its files', {
			description: `${USE_DATA}.`,
		});
	}
	// A gateway in the same network can open it all the same.
	if (PRIVATE.test(url.hostname) && !PRIVATE.test(new URL(provider.origin).hostname)) {
		throw new GrokVideoError(`n8n has no public address: its links begin with ${url.origin}`, {
			description: `${USE_DATA}, or tell n8n its public address (WEBHOOK_URL).`,
		});
	}
	return url.href;
}
