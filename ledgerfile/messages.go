package ledgerfile

// messages.go: every sentence of the package, in Chinese and English. {0}, {1}
// stand for a finding's arguments. Codes that begin with file_ turn the whole
// file down.

import (
	"fmt"
	"strings"
)

// message is a finding's three sentences in one language: what is wrong, what
// should stand there, how to mend it.
type message struct{ what, expected, mend string }

const (
	partWhat = iota
	partExpected
	partMend
)

// messages holds each code's sentences: Chinese, then English.
var messages = map[string][2]message{
	// The file as such.
	"file_too_large": {
		{"文件太大（{0} MiB）", "不超过 {1} MiB", "删去图片和无关的工作表，或分成几个文件"},
		{"the file is too large ({0} MiB)", "at most {1} MiB", "remove pictures and unrelated sheets, or split the file"}},
	"file_not_workbook": {
		{"这不是 Excel 工作簿（.xlsx）", "扩展名和内容都是 .xlsx 的工作簿", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”"},
		{"this is not an Excel workbook (.xlsx)", "a workbook that is .xlsx in name and content", "open it in a spreadsheet program and save it as .xlsx"}},
	"file_ole": {
		{"文件是旧格式（.xls）或设有打开密码", "未加密的 .xlsx 工作簿", "去掉打开密码，另存为“Excel 工作簿（*.xlsx）”"},
		{"the file has the old format (.xls) or a password", "an .xlsx workbook without a password", "remove the password and save it as .xlsx"}},
	"file_encrypted": {
		{"文件已加密", "未加密的 .xlsx 工作簿", "去掉打开密码后另存"},
		{"the file is encrypted", "an .xlsx workbook without a password", "remove the password and save again"}},
	"file_binary_workbook": {
		{"文件是二进制工作簿（.xlsb）", ".xlsx 工作簿", "另存为“Excel 工作簿（*.xlsx）”"},
		{"the file is a binary workbook (.xlsb)", "an .xlsx workbook", "save it as .xlsx"}},
	"file_damaged": {
		{"文件已损坏或不合规范（{0}）", "能正常打开的 .xlsx 工作簿", "用 Excel 或 WPS 打开后另存一份再导入"},
		{"the file is damaged or not well formed ({0})", "an .xlsx workbook that opens normally", "open it in a spreadsheet program and save a copy"}},
	"file_macros": {
		{"文件带有宏（{0}）", "不带宏的 .xlsx 工作簿", "另存为“Excel 工作簿（*.xlsx）”，不要选“启用宏的工作簿”"},
		{"the file holds macros ({0})", "an .xlsx workbook without macros", "save it as .xlsx, not as a macro-enabled workbook"}},
	"file_external_link": {
		{"文件链接到别的文件或数据源（{0}）", "内容都在本文件内", "在“数据—编辑链接”中断开链接，粘贴为数值后另存"},
		{"the file links to another file or data source ({0})", "everything inside the file", "break the links, paste values and save"}},
	"file_embedded": {
		{"文件嵌有其他对象（{0}）", "只含表格的工作簿", "删去嵌入的对象和控件后另存"},
		{"the file has embedded objects ({0})", "a workbook of tables only", "delete embedded objects and controls and save"}},
	"file_bomb": {
		{"文件解开后太大（{0}，共 {1} MiB）", "解开后不超过 {2} MiB", "只复制有内容的区域到新工作簿"},
		{"the file is too large once unpacked ({0}, {1} MiB in all)", "at most {2} MiB unpacked", "copy only the used range into a new workbook"}},
	"file_bomb_ratio": {
		{"文件的一部分压缩得不正常（{0}，{1} 倍）", "表格程序正常保存的文件", "只复制有内容的区域到新工作簿"},
		{"a part of the file is packed abnormally ({0}, {1} times)", "a file as spreadsheet programs save it", "copy only the used range into a new workbook"}},
	"file_size_lie": {
		{"文件的一部分比它声明的大（{0}）", "表格程序正常保存的文件", "核实文件来源；用 Excel 或 WPS 打开后另存"},
		{"a part of the file is larger than it declares ({0})", "a file as spreadsheet programs save it", "check where the file comes from; open and save it again"}},
	"file_too_many_parts": {
		{"文件内的部件太多（{0}）", "普通的台账工作簿", "把表格复制到新工作簿"},
		{"the file has too many parts ({0})", "an ordinary ledger workbook", "copy the tables into a new workbook"}},
	"file_too_many_sheets": {
		{"工作表太多", "不超过 {0} 张", "只保留台账和单位、人员、专班各表"},
		{"too many sheets", "at most {0}", "keep only the ledger, units, persons and task forces"}},
	"file_too_many_rows": {
		{"行数太多", "一张工作表不超过 {0} 行，含空行", "删去表格下方的空行（选中整行删除，不只是清除内容），或分表"},
		{"too many rows", "at most {0} rows in a sheet, blank ones included", "delete the blank rows below the table, or split it"}},
	"file_too_many_columns": {
		{"内容超出列数上限", "不超过 {0} 列", "删去表格右侧的无关内容"},
		{"a value lies beyond the last column", "at most {0} columns", "delete what is to the right of the table"}},
	"file_too_many_cells": {
		{"单元格太多（{0}），多为设了格式的空单元格", "只含有内容的区域", "只复制有内容的区域到新工作簿"},
		{"too many cells ({0}), mostly blank ones with a format", "only the used range", "copy only the used range into a new workbook"}},
	"file_too_many_strings": {
		{"文字条目太多", "不超过 {0} 条", "删去无关的工作表"},
		{"too many texts", "at most {0}", "remove unrelated sheets"}},
	"file_too_many_merges": {
		{"合并单元格太多", "一张工作表不超过 {0} 处", "取消不必要的合并"},
		{"too many merged cells", "at most {0} in a sheet", "undo merges that are not needed"}},
	"file_too_many_shares": {
		{"措施与单位的组合太多", "不超过 {0} 个", "分成几个文件导入"},
		{"too many measures × units", "at most {0}", "import it as several files"}},
	"file_long_token": {
		{"文件中有异常长的内容（{0}）", "表格程序正常保存的文件", "核实文件来源；用 Excel 或 WPS 打开后另存"},
		{"the file holds an abnormally long stretch ({0})", "a file as spreadsheet programs save it", "check where the file comes from; open and save it again"}},
	"file_deep": {
		{"文件结构嵌套过深（{0}）", "表格程序正常保存的文件", "核实文件来源"},
		{"the file is nested too deeply ({0})", "a file as spreadsheet programs save it", "check where the file comes from"}},
	"file_doctype": {
		{"文件带有文档类型定义（{0}），工作簿不应有", "表格程序正常保存的文件", "核实文件来源"},
		{"the file has a document type ({0}), which workbooks never have", "a file as spreadsheet programs save it", "check where the file comes from"}},
	"file_no_sheets": {
		{"工作簿里没有工作表", "至少一张工作表", "检查文件"},
		{"the workbook has no sheet", "at least one sheet", "check the file"}},

	// Sheets and headers.
	"no_measures": {
		{"没有读到任何整改措施", "至少一张工作表，表头含“整改措施”等列，并有数据", "检查表头名称；各工作表的去向见读取情况"},
		{"no measure was read", "at least one sheet with a header such as 整改措施, and rows", "check the headers; the sheet report says what was skipped and why"}},
	"sheet_hidden": {
		{"工作表是隐藏的，未读取", "", "需要导入时先取消隐藏"},
		{"the sheet is hidden and was not read", "", "unhide it if it is to be imported"}},
	"column_missing": {
		{"缺少必需的列“{0}”", "表头（第 {2} 行）有“{0}”，也可写作：{1}", "补上这一列，或把表头改为上述名称之一"},
		{"the required column {0} is missing", "a header {0} in row {2}; also accepted: {1}", "add the column, or give it one of these names"}},
	"header_twice": {
		{"这一列与 {1} 列是同一项（{0}）", "每项只有一列", "删去或改名其中一列"},
		{"this column means the same as column {1} ({0})", "one column each", "remove or rename one of them"}},
	"year_unreadable": {
		{"整改年度读不懂", "四位年份，如 2022年", "改写年份"},
		{"the year cannot be read", "four digits, such as 2022", "correct the year"}},
	"as_of_unreadable": {
		{"截至日期读不懂，未采用", "如 2022年5月31日", "改写日期"},
		{"the as-of date cannot be read and was not used", "such as 2022-05-31", "correct the date"}},
	"year_guessed": {
		{"未注明整改年度，按标题推定为 {0} 年", "表格上方注明“整改年度：{0}年”", "核对；不对时在表格上方注明"},
		{"no year is given; {0} was concluded from the title", "整改年度：{0}年 above the table", "check it; state the year above the table if it is wrong"}},

	// Cells.
	"formula": {
		{"单元格是公式，导入后数值可能变化", "固定的文字、数字或日期", "复制后“选择性粘贴—数值”"},
		{"the cell holds a formula, whose value could change", "a fixed text, number or date", "copy and paste it as a value"}},
	"dde_text": {
		{"文字像是要启动外部程序的命令", "普通文字", "核实来源并删去"},
		{"the text looks like a command that starts a program", "ordinary text", "check where it comes from and delete it"}},
	"cell_error": {
		{"单元格是错误值", "文字、数字或日期", "改为正确的内容"},
		{"the cell holds an error value", "a text, number or date", "enter the right value"}},
	"text_too_long": {
		{"单元格文字太长", "不超过 32767 字", "缩短，详情放入附件"},
		{"the cell's text is too long", "at most 32767 characters", "shorten it and attach the details"}},
	"required": {
		{"必填内容为空", "不为空", "补填；与上一行相同时可合并单元格"},
		{"a required cell is blank", "a value", "fill it in, or merge it with the row above if it is the same"}},
	"number_became_date": {
		{"编号被表格程序变成了日期", "编号，如 1-2", "先把该列设为“文本”格式，再重新输入编号"},
		{"the spreadsheet turned the number into a date", "a numbering such as 1-2", "format the column as text and type the number again"}},
	"contradiction": {
		{"与前面同一项的内容不一致", "“{0}”（{1}）", "核对后改为一致；确属不同的，换用不同编号"},
		{"this contradicts an earlier row of the same item", "“{0}” ({1})", "make both the same, or number them differently"}},
	"number_twice": {
		{"措施序号重复：问题 {1}（{0}）和问题 {2} 用了同一序号", "全表不重复的措施序号", "给其中一条换号"},
		{"one measure number under problem {1} ({0}) and problem {2}", "measure numbers that are unique in the ledger", "renumber one of them"}},
	"numbers_restart": {
		{"措施序号在各问题内重新编排，已在前面加上问题编号，如 {0}", "", "核对；也可自行改为全表统一编号"},
		{"measure numbers restart with each problem; the problem's number was put before, as in {0}", "", "check it, or number the measures throughout"}},
	"problem_twice": {
		{"同一问题用了两个编号（{0}、{1}）", "一个问题一个编号", "核对问题编号"},
		{"the same problem has two numbers ({0}, {1})", "one number for each problem", "check the problem numbers"}},
	"unit_twice": {
		{"措施 {0} 的单位“{1}”重复（已见 {2}）", "每项措施每个单位一行", "删去或合并重复的行"},
		{"measure {0} has the unit {1} twice (already in {2})", "one row for each measure and unit", "remove or join the rows"}},
	"unit_both": {
		{"措施 {0} 中“{1}”既是责任单位（{2}）又是配合单位", "只列其一", "从配合单位中删去"},
		{"in measure {0} the unit {1} is responsible ({2}) and co-operating", "one of both", "remove it from the co-units"}},
	"name_twice_in_cell": {
		{"“{0}”在同一单元格里出现两次", "每个单位一次", "删去重复"},
		{"{0} stands twice in the cell", "each unit once", "remove one"}},
	"too_many_names": {
		{"一个单元格里的条目太多", "不超过 {0} 条", "分行填写"},
		{"too many entries in one cell", "at most {0}", "spread them over rows"}},
	"vague_unit": {
		{"“{0}”没有指明具体单位", "逐个写明单位名称", "改为具体单位，用“、”分开"},
		{"{0} does not say which units", "the name of each unit", "name the units, separated by 、"}},
	"date_unreadable": {
		{"日期读不懂", "如 2022年6月30日、2022.6.30、6月30日，或日期格式的单元格", "改写日期"},
		{"the date cannot be read", "such as 2022年6月30日, 2022.6.30, 6月30日, or a date cell", "correct the date"}},
	"date_lost_zero": {
		{"数字末尾的 0 可能已丢失，日期不能确定", "文字或日期，如 2022年10月、6月30日", "改写日期，单元格设为“文本”或“日期”"},
		{"the number may have lost a final zero, so the date is uncertain", "a text or date such as 2022年10月 or 6月30日", "write the date again in a text or date cell"}},
	"deadline_unreadable": {
		{"时限读不懂", "日期（2022年6月30日、2022年6月底、6月30日前、第二季度）、立行立改或长期坚持", "改写时限"},
		{"the deadline cannot be read", "a date (2022年6月30日, 2022年6月底, 6月30日前, 第二季度), 立行立改 or 长期坚持", "correct the deadline"}},
	"deadline_contradiction": {
		{"时限与时限类型“{0}”不一致", "两列一致", "核对两列"},
		{"the deadline contradicts its type {0}", "agreement of both columns", "check both columns"}},
	"at_once_with_date": {
		{"立行立改又写了日期，按日期计", "", "核对"},
		{"at once, yet with a date: the date counts", "", "check it"}},
	"kind_unknown": {
		{"时限类型读不懂", "立行立改、限期或长期坚持", "改写时限类型"},
		{"the deadline type cannot be read", "立行立改, 限期 or 长期坚持", "correct it"}},
	"year_missing": {
		{"日期没有年份，文件也未注明整改年度", "带年份的日期", "在表格上方注明“整改年度：2022年”，或导入时指定年份"},
		{"the date has no year, and the file does not say which", "a date with its year", "write 整改年度：2022年 above the table, or give the year on import"}},
	"percent_unreadable": {
		{"进度读不懂", "0 到 100 的百分数，如 60%", "改写进度"},
		{"the percentage cannot be read", "0 to 100, such as 60%", "correct it"}},
	"percent_one": {
		{"进度“1”可能是 1% 也可能是 100%", "带百分号的数", "改写为 1% 或 100%"},
		{"1 may be one percent or the whole", "a number with a percent sign", "write 1% or 100%"}},
	"claim_unknown": {
		{"认领情况读不懂", "已认领、未认领，或“不适用：原因”", "改写认领情况"},
		{"the claim cannot be read", "已认领, 未认领, or 不适用：reason", "correct it"}},
	"claim_contradiction": {
		{"写着未认领，却有认领日期（{0}）", "两列一致", "核对两列"},
		{"not claimed, yet with a date of the claim ({0})", "agreement of both columns", "check both columns"}},
	"decline_without_reason": {
		{"不适用，但没有写原因", "“不适用：原因”", "补写原因"},
		{"declined without a reason", "不适用：reason", "add the reason"}},
	"progress_date": {
		{"进展的日期“{0}”读不懂", "如 2022年5月20日", "改写日期"},
		{"the date {0} of a progress entry cannot be read", "such as 2022年5月20日", "correct it"}},
	"progress_order": {
		{"进展日期 {0} 早于前一条 {1}", "由早到晚", "核对日期"},
		{"the progress of {0} stands after that of {1}", "oldest first", "check the dates"}},
	"several_persons": {
		{"有几个责任人，取第一个“{0}”", "一名具体责任人", "核对"},
		{"several persons are named; the first, {0}, was taken", "one responsible person", "check it"}},
	"status_unknown": {
		{"整改状态读不懂，未采用", "未认领、已认领、整改中、已完成、已核验、已认定、已销号", "核对"},
		{"the state cannot be read and was not used", "未认领, 已认领, 整改中, 已完成, 已核验, 已认定, 已销号", "check it"}},
	"status_contradiction": {
		{"整改状态与日期不一致，日期显示为“{0}”", "两者一致", "核对整改状态和各项日期"},
		{"the state contradicts the dates, which say {0}", "agreement of both", "check the state and the dates"}},
	"status_without_date": {
		{"写明的状态没有对应日期", "完成、核验、认定或销号的日期", "补填日期，或在表格上方注明截至日期"},
		{"the state has no date", "the day of completion, check, recognition or closing", "fill in the date, or state the as-of date above the table"}},
	"status_date_assumed": {
		{"写明的状态没有对应日期，暂按截至日期 {0} 计", "对应的日期", "补填日期"},
		{"the state has no date; the as-of date {0} was taken", "its date", "fill in the date"}},
	"date_order": {
		{"早于“{0}”（{1}）", "各项日期按交办、认领、完成、自评、核验、签字、公示、认定、销号的先后", "核对日期"},
		{"the date is before {0} ({1})", "dispatch, claim, completion, self-check, check, sign-off, notice, recognition, closing in this order", "check the dates"}},
	"date_after_as_of": {
		{"晚于截至日期 {0}", "截至日期当天或以前", "核对日期"},
		{"the date is after the as-of date {0}", "that day or before", "check the date"}},

	// Names that other sheets list.
	"unit_unknown": {
		{"单位“{0}”不在单位表中", "单位表中的名称（最接近的：{1}）", "改为单位表中的名称，或在单位表中补上"},
		{"the unit {0} is not in the list of units", "a name from that list (nearest: {1})", "use the listed name, or add it to the list"}},
	"person_unknown": {
		{"“{0}”不在人员表中", "人员表中的姓名（最接近的：{1}）", "核对姓名，或在人员表中补上"},
		{"{0} is not in the list of persons", "a name from that list (nearest: {1})", "check the name, or add it to the list"}},
	"force_unknown": {
		{"专班“{0}”不在专班表中", "专班表中的名称（最接近的：{1}）", "核对名称，或在专班表中补上"},
		{"the task force {0} is not in the list", "a name from that list (nearest: {1})", "check the name, or add it to the list"}},
	"unit_kind_unknown": {
		{"单位类型读不懂", "{0}", "改写类型"},
		{"the kind of unit cannot be read", "{0}", "correct it"}},
	"unit_circle": {
		{"单位“{0}”的上级绕回自身", "上级单位成一棵树", "核对上级单位"},
		{"the unit {0} is above itself", "units that form a tree", "check the parent units"}},
	"word_unknown": {
		{"内容读不懂", "{0}", "改写成其中之一"},
		{"the cell cannot be read", "{0}", "write one of these"}},
	"count_unreadable": {
		{"不是整数", "不小于 0 的整数", "改写"},
		{"this is no whole number", "a whole number, 0 or more", "correct it"}},
	"id_number": {
		{"身份证号不合规则（内容不在此显示）", "18 位，出生日期和校验位正确", "对照证件核实"},
		{"the ID number is not valid (it is not shown here)", "18 characters with a date of birth and the right check character", "compare it with the card"}},
	"id_twice": {
		{"身份证号重复（已见 {0}，内容不在此显示）", "每户一行", "核实是否同一户"},
		{"the ID number stands twice (already in {0}; it is not shown here)", "one row a household", "check whether it is the same household"}},
	"labour_above_people": {
		{"劳动力多于家庭人口（{0} 人）", "不多于家庭人口", "核实"},
		{"more members able to work than people ({0})", "at most as many as people", "check both"}},
	"elimination_half": {
		{"消除日期与消除方式只填了一项", "两项都填或都不填", "补填"},
		{"only one of elimination date and mode is given", "both or neither", "fill in the other"}},
	"number_personal": {
		{"户编号是身份证号、电话或银行账号（内容不在此显示）", "不含个人信息的编号", "另编户编号：它会出现在各处"},
		{"the household number is an ID number, a phone or a bank account (it is not shown here)", "a number that tells nothing of a person", "give another one: it stands everywhere"}},
	"eliminated_unlisted": {
		{"有消除日期而没有录入日期", "录入日期或公告日期", "补填纳入的日期"},
		{"an elimination without a listing", "the date of entry or announcement", "fill in when it was taken in"}},
	"status_differs": {
		{"监测状态与日期不符：按日期应为“{0}”", "与录入、消除、回退日期一致", "补填日期或改正状态"},
		{"the status is not what the dates say: {0}", "what entry, elimination and reversal say", "fill in the date or correct the status"}},
	"help_unlisted": {
		{"有帮扶措施而尚未纳入", "录入日期，或绿色通道为“是”", "补填录入日期，或标明绿色通道"},
		{"help measures without a listing", "the date of entry, or yes under green channel", "fill in the date of entry or mark the green channel"}},
	"days_out_of_order": {
		{"日期早于{0}（{1}）", "按办理顺序", "核实；导入时仍按环节顺序"},
		{"the date lies before {0} ({1})", "dates in the order of the steps", "check it; the steps keep their order"}},
	"household_unknown": {
		{"没有这个户编号", "监测户表中的户编号", "核对编号"},
		{"there is no household of this number", "a number of the households' sheet", "correct the number"}},
	"members_differ": {
		{"家庭人口 {0} 人，成员表 {1} 人", "两者一致", "核实"},
		{"{0} people in the household, {1} in the sheet of members", "the same number", "check both"}},
	"value_unreadable": {
		{"不是百分比", "如 63.47 或 63.47%，最多两位小数", "改写"},
		{"this is no percentage", "such as 63.47 or 63.47%, with at most two decimals", "correct it"}},
	"no_values": {
		{"没有指标数据", "至少一行", "检查工作表和表头"},
		{"there is no value", "at least one row", "check the sheet and its header"}},
	"list_unit_unknown": {
		{"没有单位“{0}”", "组织机构中的单位名称", "改为机构中的名称，或先在机构中增加该单位"},
		{"there is no unit {0}", "the name of a unit of the organisation", "use its name, or add the unit to the organisation first"}},
	"list_unit_beyond": {
		{"“{0}”不在您的岗位所管范围", "本级或下级单位", "由其上级的办公室登记"},
		{"{0} lies beyond your post's level", "a unit of your level or below it", "let the office above it enter it"}},
	"month_ahead": {
		{"{0} 还没有到", "本月或以前的月份", "改正月份"},
		{"the month {0} lies ahead", "this month or an earlier one", "correct the month"}},
	"not_watched": {
		{"{1} 没有督办指标“{0}”", "该月规则中列有的指标", "核对月份，或先载入规则"},
		{"{0} is not watched in {1}", "an indicator of that month's rules", "check the month, or load rules first"}},
	"value_twice": {
		{"“{0}” {1} {2} 重复（已见 {3}）", "一个单位一个月一行", "删去重复的行"},
		{"{0} of {1} in {2} stands twice (already in {3})", "one row for a unit and month", "remove one"}},
	"held_elsewhere": {
		{"{0} 已由“{1}”经办，不在您的岗位所管范围", "本级或下级单位经办的事项", "由其上级的办公室更改"},
		{"{0} is seen to by {1}, beyond your post's level", "an obligation of your level or below it", "let the office above it change it"}},
	"kind_over": {
		{"现行规则中没有“{0}”这类事项", "规则中列有的类型", "核对类型，或先载入规则"},
		{"the rules in force have no kind {0}", "a kind of the rules", "check the kind, or load rules first"}},
	"settled_ahead": {
		{"结清日期 {0} 还没有到", "今天或以前", "改正日期"},
		{"the day {0} of settling lies ahead", "today or earlier", "correct the date"}},
	"amount_unreadable": {
		{"金额读不懂", "以元为单位、最多两位小数的数，如 50000", "改写金额"},
		{"the amount cannot be read", "yuan with at most two decimals, such as 50000", "correct it"}},
	"no_obligations": {
		{"没有读到任何到期事项", "至少一张工作表，表头含“台账编号、事项类型、摘要、经办单位、金额、到期日期”", "检查表头名称"},
		{"no obligation was read", "a sheet with the headers 台账编号, 事项类型, 摘要, 经办单位, 金额, 到期日期", "check the headers"}},
	"no_standards": {
		{"没有读到任何政策标准", "至少一张工作表，表头含“标准类别、标准编号、政策标准”", "检查表头名称"},
		{"no standard was read", "a sheet with the headers 标准类别, 标准编号, 政策标准", "check the headers"}},
	"no_organisation": {
		{"没有读到单位、人员、专班、包抓或代理", "至少一张工作表，表头含“单位名称、上级单位”或“姓名、账号、单位、岗位”等列", "检查表头名称；可用 duban people export 导出一份作样本"},
		{"no units, persons, task forces, areas or substitutes were read", "at least one sheet with a header such as 单位名称, 上级单位", "check the headers; duban people export writes a file to start from"}},
	"substitute_self": {
		{"“{0}”代理自己", "另一个人", "改写代理人"},
		{"{0} stands in for themselves", "somebody else", "correct the substitute"}},
	"period_backwards": {
		{"截止日期早于起始日期 {0}", "不早于起始日期", "改写日期"},
		{"the last day lies before the first, {0}", "a day that is not earlier", "correct one of the two"}},
	"nobody_called": {
		{"没有叫“{0}”的人员", "人员表或系统中已有的账号或姓名", "在人员表中补上，或改写"},
		{"nobody is called {0}", "a login or name that the persons' sheet or the system has", "add them to the persons' sheet, or correct the name"}},
	"person_ambiguous": {
		{"有 {1} 人叫“{0}”", "账号", "改写为账号"},
		{"{1} persons are called {0}", "a login", "write the login instead"}},
	"no_such_unit": {
		{"没有单位“{0}”", "单位表、专班表或系统中已有的单位", "在单位表中补上，或改写"},
		{"there is no unit {0}", "a unit that the file or the system has", "add it to the units' sheet, or correct the name"}},
	"no_households": {
		{"没有监测户", "至少一户", "检查工作表和表头"},
		{"there is no household", "at least one", "check the sheet and its header"}},
	"yes_no": {
		{"读不懂", "是或否", "改写"},
		{"the cell cannot be read", "是 or 否", "correct it"}},
	"name_twice": {
		{"“{0}”重复（已见 {1}）", "每项一行", "删去重复的行"},
		{"{0} stands twice (already in {1})", "one row each", "remove one"}},
	"login_form": {
		{"账号不合规", "小写字母、数字、点、横线，字母或数字开头，不超过 64 个字符", "改写账号"},
		{"the login is not well formed", "lower-case letters, digits, dots and dashes, at most 64, a letter or digit first", "correct it"}},
	"login_of_two": {
		{"账号“{0}”属于两个人：{1}、{2}", "一人一号", "给其中一人换账号"},
		{"the login {0} belongs to two persons: {1}, {2}", "one login for each person", "change one of them"}},
	"role_unknown": {
		{"岗位读不懂", "{0}", "改写岗位"},
		{"the role cannot be read", "{0}", "correct it"}},
}

// phrases are the words round a finding and the reasons of a sheet report.
var phrases = map[string][2]string{
	"severity.error":   {"错误", "error"},
	"severity.warning": {"提醒", "warning"},
	"line.header":      {"（{0}）", " ({0})"},
	"line.colon":       {"：", ": "},
	"line.read":        {"；读到“{0}”", "; read “{0}”"},
	"line.expected":    {"；应为：{0}", "; expected: {0}"},
	"line.mend":        {"；改法：{0}", "; to mend: {0}"},
	"line.more":        {"另有 {0} 处未列出", "{0} more not listed"},

	"skip.hidden":    {"工作表是隐藏的", "the sheet is hidden"},
	"skip.no_header": {"前 30 行没有认得的表头", "no known header in the first 30 rows"},
	"skip.empty":     {"工作表是空的", "the sheet is empty"},
	"row.total":      {"合计行", "a row of totals"},
	"row.note":       {"注释行", "a note"},
	"row.section":    {"分段标题", "a section line"},
}

func language(lang string) int {
	if strings.HasPrefix(strings.ToLower(lang), "en") {
		return 1
	}
	return 0
}

func sentence(code, lang string, part int, args []string) string {
	m, ok := messages[code]
	if !ok {
		if part == partWhat {
			return code
		}
		return ""
	}
	one := m[language(lang)]
	return fillIn([3]string{one.what, one.expected, one.mend}[part], args)
}

func phrase(key, lang string, args ...string) string {
	p, ok := phrases[key]
	if !ok {
		return key
	}
	return fillIn(p[language(lang)], args)
}

func fillIn(text string, args []string) string {
	if len(args) == 0 {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for i, a := range args {
		pairs = append(pairs, fmt.Sprintf("{%d}", i), a)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// ReasonText says in zh or en why a sheet or a row was left out.
func ReasonText(reason, lang string) string { return phrase(reason, lang) }

// statusNames are the states as the package writes them.
var statusNames = map[Status]string{
	StatusNew: "未交办", StatusDispatched: "未认领", StatusDeclined: "不适用", StatusClaimed: "已认领", StatusActing: "整改中",
	StatusDone: "已完成", StatusChecked: "已核验", StatusRecognised: "已认定", StatusClosed: "已销号",
}

func phraseStatus(s Status) string { return statusNames[s] }
