import type {
	IBinaryData,
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';

/** The parts of n8n's context that `input/` uses, for an item with these fields and in-memory files. */
export function itemContext(
	fields: Record<string, unknown>,
	binary: IBinaryKeyData = {},
): IExecuteFunctions {
	const valueOf = (name: string): unknown =>
		name.split('.').reduce<unknown>((value, key) => Object(value)[key] as unknown, fields);
	const context = {
		getNodeParameter: (name: string, _itemIndex: number, fallback: unknown) => {
			const value = valueOf(name);
			return value === undefined && !Object.hasOwn(fields, name) ? fallback : value;
		},
		getNode: () => ({ parameters: fields as IDataObject }),
		getInputData: (): INodeExecutionData[] => [{ json: {}, binary }],
		helpers: {
			assertBinaryData: (_itemIndex: number, name: string): IBinaryData => {
				if (Object.hasOwn(binary, name)) return binary[name];
				throw new Error(`no file ${name}`);
			},
		},
	};
	return context as unknown as IExecuteFunctions;
}
