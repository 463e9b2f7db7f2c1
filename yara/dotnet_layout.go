package yara

// dotnetTable numbers a table of the metadata (ECMA-335, II.22). Those that the
// standard leaves out stand in assemblies that are not optimised.
type dotnetTable uint8

const (
	tableModule dotnetTable = iota
	tableTypeRef
	tableTypeDef
	tableFieldPtr
	tableField
	tableMethodPtr
	tableMethodDef
	tableParamPtr
	tableParam
	tableInterfaceImpl
	tableMemberRef
	tableConstant
	tableCustomAttribute
	tableFieldMarshal
	tableDeclSecurity
	tableClassLayout
	tableFieldLayout
	tableStandAloneSig
	tableEventMap
	tableEventPtr
	tableEvent
	tablePropertyMap
	tablePropertyPtr
	tableProperty
	tableMethodSemantics
	tableMethodImpl
	tableModuleRef
	tableTypeSpec
	tableImplMap
	tableFieldRVA
	tableEncLog
	tableEncMap
	tableAssembly
	tableAssemblyProcessor
	tableAssemblyOS
	tableAssemblyRef
	tableAssemblyRefProcessor
	tableAssemblyRefOS
	tableFile
	tableExportedType
	tableManifestResource
	tableNestedClass
	tableGenericParam
	tableMethodSpec
	tableGenericParamConstraint
	dotnetTableCount
)

// dotnetColumn says how wide a column is: 1, 2 and 4 are bytes, the others depend
// on how much they may refer to.
type dotnetColumn uint8

const (
	toString dotnetColumn = 0x20 + iota
	toGUID
	toBlob
)

// toTable is an index into a table: toTable+tableField.
const toTable = dotnetColumn(0x40)

// Coded indexes choose among tables by their lowest bits (II.24.2.6).
const (
	toTypeDefOrRef dotnetColumn = 0x80 + iota
	toHasConstant
	toHasCustomAttribute
	toHasFieldMarshal
	toHasDeclSecurity
	toMemberRefParent
	toHasSemantics
	toMethodDefOrRef
	toMemberForwarded
	toImplementation
	toCustomAttributeType
	toResolutionScope
	toTypeOrMethodDef
)

// dotnetCodes are the tables of each coded index, from toTypeDefOrRef on, and
// how many bits choose one.
var dotnetCodes = [...]struct {
	bits   int
	tables []dotnetTable
}{
	{2, []dotnetTable{tableTypeDef, tableTypeRef, tableTypeSpec}},
	{2, []dotnetTable{tableField, tableParam, tableProperty}},
	{5, []dotnetTable{
		tableMethodDef, tableField, tableTypeRef, tableTypeDef, tableParam, tableInterfaceImpl, tableMemberRef, tableModule,
		tableDeclSecurity, tableProperty, tableEvent, tableStandAloneSig, tableModuleRef, tableTypeSpec, tableAssembly,
		tableAssemblyRef, tableFile, tableExportedType, tableManifestResource, tableGenericParam,
		tableGenericParamConstraint, tableMethodSpec,
	}},
	{1, []dotnetTable{tableField, tableParam}},
	{2, []dotnetTable{tableTypeDef, tableMethodDef, tableAssembly}},
	{3, []dotnetTable{tableTypeDef, tableTypeRef, tableModuleRef, tableMethodDef, tableTypeSpec}},
	{1, []dotnetTable{tableEvent, tableProperty}},
	{1, []dotnetTable{tableMethodDef, tableMemberRef}},
	{1, []dotnetTable{tableField, tableMethodDef}},
	{2, []dotnetTable{tableFile, tableAssemblyRef, tableExportedType}},
	{3, []dotnetTable{tableMethodDef, tableMemberRef}},
	{2, []dotnetTable{tableModule, tableModuleRef, tableAssemblyRef, tableTypeRef}},
	{1, []dotnetTable{tableTypeDef, tableMethodDef}},
}

// dotnetColumns are the columns of each table.
var dotnetColumns = [dotnetTableCount][]dotnetColumn{
	tableModule:                 {2, toString, toGUID, toGUID, toGUID},
	tableTypeRef:                {toResolutionScope, toString, toString},
	tableTypeDef:                {4, toString, toString, toTypeDefOrRef, toTable + dotnetColumn(tableField), toTable + dotnetColumn(tableMethodDef)},
	tableFieldPtr:               {toTable + dotnetColumn(tableField)},
	tableField:                  {2, toString, toBlob},
	tableMethodPtr:              {toTable + dotnetColumn(tableMethodDef)},
	tableMethodDef:              {4, 2, 2, toString, toBlob, toTable + dotnetColumn(tableParam)},
	tableParamPtr:               {toTable + dotnetColumn(tableParam)},
	tableParam:                  {2, 2, toString},
	tableInterfaceImpl:          {toTable + dotnetColumn(tableTypeDef), toTypeDefOrRef},
	tableMemberRef:              {toMemberRefParent, toString, toBlob},
	tableConstant:               {1, 1, toHasConstant, toBlob},
	tableCustomAttribute:        {toHasCustomAttribute, toCustomAttributeType, toBlob},
	tableFieldMarshal:           {toHasFieldMarshal, toBlob},
	tableDeclSecurity:           {2, toHasDeclSecurity, toBlob},
	tableClassLayout:            {2, 4, toTable + dotnetColumn(tableTypeDef)},
	tableFieldLayout:            {4, toTable + dotnetColumn(tableField)},
	tableStandAloneSig:          {toBlob},
	tableEventMap:               {toTable + dotnetColumn(tableTypeDef), toTable + dotnetColumn(tableEvent)},
	tableEventPtr:               {toTable + dotnetColumn(tableEvent)},
	tableEvent:                  {2, toString, toTypeDefOrRef},
	tablePropertyMap:            {toTable + dotnetColumn(tableTypeDef), toTable + dotnetColumn(tableProperty)},
	tablePropertyPtr:            {toTable + dotnetColumn(tableProperty)},
	tableProperty:               {2, toString, toBlob},
	tableMethodSemantics:        {2, toTable + dotnetColumn(tableMethodDef), toHasSemantics},
	tableMethodImpl:             {toTable + dotnetColumn(tableTypeDef), toMethodDefOrRef, toMethodDefOrRef},
	tableModuleRef:              {toString},
	tableTypeSpec:               {toBlob},
	tableImplMap:                {2, toMemberForwarded, toString, toTable + dotnetColumn(tableModuleRef)},
	tableFieldRVA:               {4, toTable + dotnetColumn(tableField)},
	tableEncLog:                 {4, 4},
	tableEncMap:                 {4},
	tableAssembly:               {4, 2, 2, 2, 2, 4, toBlob, toString, toString},
	tableAssemblyProcessor:      {4},
	tableAssemblyOS:             {4, 4, 4},
	tableAssemblyRef:            {2, 2, 2, 2, 4, toBlob, toString, toString, toBlob},
	tableAssemblyRefProcessor:   {4, toTable + dotnetColumn(tableAssemblyRef)},
	tableAssemblyRefOS:          {4, 4, 4, toTable + dotnetColumn(tableAssemblyRef)},
	tableFile:                   {4, toString, toBlob},
	tableExportedType:           {4, 4, toString, toString, toImplementation},
	tableManifestResource:       {4, 4, toString, toImplementation},
	tableNestedClass:            {toTable + dotnetColumn(tableTypeDef), toTable + dotnetColumn(tableTypeDef)},
	tableGenericParam:           {2, 2, toTypeOrMethodDef, toString},
	tableMethodSpec:             {toMethodDefOrRef, toBlob},
	tableGenericParamConstraint: {toTable + dotnetColumn(tableGenericParam), toTypeDefOrRef},
}
