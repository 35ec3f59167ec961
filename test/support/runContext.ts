import { readProvider } from '../../nodes/GrokVideo/input/credential';
import type { RunContext } from '../../nodes/GrokVideo/tasks/runContext';
import { mapTexts } from '../../nodes/GrokVideo/http/redact';

/** As much of a run as the writing of an item needs. */
export function runContext(apiKey = 'sk-secret-0123456789'): RunContext {
	const provider = readProvider({ provider: 'apixgo', apiKey });
	const clean = <T>(value: T) => mapTexts(value, provider.redact);
	return { provider, clean } as RunContext;
}
