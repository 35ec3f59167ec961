import { outputFields as account } from '../../nodes/GrokVideo/description/account';
import { outputFields as model } from '../../nodes/GrokVideo/description/model';
import type { OutputFields } from '../../nodes/GrokVideo/description/outputFields';
import { outputFields as video } from '../../nodes/GrokVideo/description/video';

/** What an item of an operation can hold, by resource and operation. */
export const outputs: Record<string, Record<string, OutputFields>> = { account, model, video };
