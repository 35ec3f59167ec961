import { readProvider } from '../../nodes/GrokVideo/input/credential';
import type { RunContext } from '../../nodes/GrokVideo/tasks/runContext';

/** What writing an item needs of a run. */
export function runContext(apiKey = 'sk-secret-0123456789'): RunContext {
	const provider = readProvider({ provider: 'apixgo', apiKey });
	return { provider, redact: provider.redact } as RunContext;
}
