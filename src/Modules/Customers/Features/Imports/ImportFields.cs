using System.Globalization;
using System.Text.RegularExpressions;
using Crm.Customers.Domain;
using Crm.Customers.Features.Exports;
using Crm.Platform.Fields;
using Crm.Platform.Localization;
using Crm.Platform.Search;

namespace Crm.Customers.Features.Imports;

/// <summary>
/// What a column may fill, and how files call it: our own exports, Outlook (English and Chinese), Google contacts (both
/// of its heading sets), shops, and people. Names are compared folded: without case, width, spaces and punctuation; and
/// without numbers, so that "E-mail 2 Address" is one more e-mail address.
/// </summary>
internal static partial class ImportFields
{
    /// <summary>May be filled by several columns.</summary>
    static readonly HashSet<string> Many = ["phone", "email", "address", "street", "district", "city", "province", "postcode", "country", "pointLabel", "note", "tags"];

    static readonly string[] Phones = ["phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "mobile number", "cell", "cell phone", "landline", "business phone", "work phone", "office phone", "home phone", "other phone", "primary phone", "car phone", "radio phone", "callback", "company main phone", "second phone", "phone 1 - value",
        "手机", "手机号", "手机号码", "移动电话", "电话", "联系电话", "电话号码", "联系方式", "座机", "固定电话", "备用电话", "办公电话", "商务电话", "住宅电话", "家庭电话", "其他电话", "主要电话", "单位主要电话", "车载电话", "无绳电话", "无线电话", "回电话", "联络电话", "行动电话"];

    static readonly string[] Emails = ["email", "e-mail", "email address", "e-mail address", "mail", "business e-mail", "work email", "home e-mail", "personal email", "e-mail 1 - value", "邮箱", "电子邮箱", "邮箱地址", "邮件", "电子邮件", "电子邮件地址", "email地址", "电邮"];

    static readonly (string Field, string[] Called)[] Parts =
    [
        ("address", ["address", "addresses", "postal address", "full address", "business address", "home address", "other address", "address 1 - formatted", "地址", "联系地址", "通讯地址", "详细地址", "收货地址"]),
        ("street", ["street", "business street", "home street", "other street", "address 1 - street", "address 1 - extended address", "街道", "街道地址", "商务地址 街道", "住宅地址 街道", "其他地址 街道", "商务街道", "住宅街道"]),
        ("district", ["district", "borough", "county", "区", "区县", "区/县", "县区", "行政区"]),
        ("city", ["city", "town", "城市", "市", "business city", "home city", "other city", "address 1 - city", "商务地址 市/县", "住宅地址 市/县", "其他地址 市/县", "商务城市", "住宅城市"]),
        ("province", ["province", "state", "state/province", "省", "省份", "省/自治区", "州", "business state", "home state", "other state", "address 1 - region", "商务地址 省/市/自治区", "住宅地址 省/市/自治区", "其他地址 省/市/自治区", "商务省/市/自治区", "住宅省/市/自治区"]),
        ("postcode", ["postcode", "zip", "zip code", "postal code", "business postal code", "home postal code", "other postal code", "address 1 - postal code", "邮编", "邮政编码", "商务地址 邮政编码", "住宅地址 邮政编码", "其他地址 邮政编码", "商务邮政编码", "住宅邮政编码"]),
        ("country", ["country", "business country/region", "home country/region", "other country/region", "address 1 - country", "国家", "国家/地区", "商务地址 国家/地区", "住宅地址 国家/地区", "其他地址 国家/地区", "商务国家/地区", "住宅国家/地区"]),
        ("pointLabel", ["e-mail 1 - type", "e-mail 1 - label", "phone 1 - type", "phone 1 - label"]),
    ];

    static readonly (string Field, string[] Called)[] Person =
    [
        ("familyName", ["surname", "last name", "family name", "姓", "姓氏"]),
        ("givenName", ["given name", "first name", "forename", "名", "名字"]),
        ("middleName", ["middle name", "additional name", "中间名"]),
    ];

    static readonly (string Field, string[] Called)[] OfCustomers =
    [
        ("name", ["name", "full name", "display name", "customer", "customer name", "客户名称", "客户姓名", "姓名", "名称", "客户", "姓名/名称"]),
        .. Person,
        ("company", ["company", "company name", "organization", "organisation", "organization name", "organisation name", "organization 1 - name", "employer", "公司", "公司名称", "单位", "单位名称", "企业名称", "企业"]),
        ("title", ["job title", "organization title", "organization 1 - title", "position", "职务", "职位"]),
        ("kind", ["kind", "customer type", "type", "类型", "客户类型", "客户性质"]),
        ("phone", Phones), ("email", Emails), .. Parts,
        ("industry", ["industry", "sector", "行业", "所属行业"]),
        ("size", ["size", "size tier", "company size", "规模", "企业规模", "公司规模"]),
        ("region", ["region", "province", "city", "state", "area", "地区", "省份", "区域", "城市", "所在地", "suburb"]),
        ("level", ["level", "customer level", "tier", "级别", "等级", "客户级别", "客户等级"]),
        ("source", ["source", "channel", "source channel", "来源", "来源渠道", "客户来源"]),
        ("language", ["language", "preferred language", "语言"]),
        ("birthday", ["birthday", "date of birth", "birth date", "dob", "founded", "founding day", "生日", "出生日期", "成立日期"]),
        ("tags", ["tags", "tag", "labels", "categories", "group membership", "标签", "类别"]),
        ("owner", ["owner", "account manager", "responsible", "负责人", "客户经理", "归属人"]),
        ("number", ["number", "customer number", "编号", "客户编号"]),
        ("externalId", ["external id", "external reference", "reference", "customer id", "rec id", "id", "外部编号", "客户id", "会员号", "会员编号"]),
        ("contact", ["contact", "contact person", "contact name", "联系人", "联系人姓名"]),
        ("note", ["note", "notes", "remark", "remarks", "comment", "备注", "说明", "附注"]),
    ];

    static readonly (string Field, string[] Called)[] OfContacts =
    [
        ("name", ["name", "full name", "display name", "contact", "contact name", "contact person", "姓名", "联系人", "联系人姓名", "名称"]),
        .. Person,
        ("company", ["customer", "customer name", "organisation", "organization", "company", "company name", "organization name", "organisation name", "organization 1 - name", "employer", "客户名称", "客户", "所属客户", "公司", "公司名称", "所属公司", "单位", "单位名称", "企业名称"]),
        ("number", ["customer number", "number", "客户编号", "编号"]),
        ("externalId", ["customer id", "external reference", "external id", "外部编号", "客户id"]),
        ("title", ["job title", "position", "organization title", "organization 1 - title", "title", "职务", "职位"]),
        ("role", ["role", "decision role", "角色", "决策角色"]),
        ("phone", Phones), ("email", Emails), .. Parts,
        ("preferredChannel", ["preferred channel", "首选渠道", "偏好渠道", "首选联系方式"]),
        ("preferences", ["preferences", "likes", "偏好", "喜好"]),
        ("language", ["language", "preferred language", "语言"]),
        ("key", ["key", "key contact", "primary", "主要联系人", "关键联系人"]),
    ];

    static readonly (string Field, string[] Called)[] OfPurchases =
    [
        ("externalId", ["customer id", "customer", "client id", "buyer id", "member id", "external id", "external reference", "客户id", "会员号", "会员编号", "外部编号", "买家id"]),
        ("number", ["customer number", "客户编号"]),
        ("name", ["customer name", "buyer", "name", "客户名称", "客户姓名", "姓名", "收货人", "买家"]),
        ("phone", ["phone", "mobile", "手机", "手机号", "电话", "联系电话"]),
        ("email", ["email", "e-mail", "邮箱", "电子邮箱"]),
        ("orderId", ["order id", "order number", "order no", "order", "invoice", "external order", "订单号", "订单编号", "订单id", "单号", "外部订单号"]),
        ("orderSource", ["order source", "source", "订单来源", "来源系统", "来源"]),
        ("date", ["date", "order date", "purchase date", "purchased at", "paid at", "日期", "下单时间", "订单日期", "购买日期", "购买时间", "付款时间", "交易时间"]),
        ("amount", ["amount", "total", "goods", "goods amount", "price", "dollar value", "value", "revenue", "金额", "订单金额", "商品金额", "总金额", "实付金额", "消费金额"]),
        ("discount", ["discount", "折扣", "优惠", "优惠金额"]),
        ("shipping", ["shipping", "freight", "运费", "邮费"]),
        ("tax", ["tax", "vat", "tax included", "税", "税额"]),
        ("currency", ["currency", "币种", "货币"]),
        ("product", ["product", "item", "product name", "sku", "商品", "产品", "商品名称", "产品名称"]),
        ("category", ["category", "product category", "product type", "department", "品类", "类目", "商品类目", "商品分类", "产品类别", "类别"]),
        ("quantity", ["quantity", "qty", "number of cds", "count", "数量", "件数"]),
    ];

    static readonly (string Field, string[] Called)[] OfInteractions =
    [
        ("interactionNumber", ["number", "interaction number", "编号", "互动编号"]),
        ("interactionId", ["id", "interaction id", "activity id", "互动id", "记录编号"]),
        ("number", ["customer number", "客户编号"]),
        ("externalId", ["customer id", "external id", "external reference", "客户id", "会员号", "会员编号", "外部编号"]),
        ("name", ["customer name", "customer", "name", "客户名称", "客户姓名", "客户", "姓名"]),
        ("phone", ["phone", "mobile", "手机", "手机号", "电话", "联系电话"]),
        ("email", ["email", "e-mail", "邮箱", "电子邮箱"]),
        ("contact", ["contact", "contact person", "contact name", "联系人", "联系人姓名"]),
        ("date", ["when", "date", "time", "date and time", "日期", "时间", "互动时间", "沟通时间", "联系时间"]),
        ("type", ["type", "kind", "channel", "类型", "方式", "沟通方式", "互动类型", "渠道"]),
        ("participants", ["participants", "taking part", "参与人", "参加人", "参与者"]),
        ("responsible", ["responsible", "owner", "负责人", "经办人", "跟进人"]),
        ("summary", ["summary", "subject", "text", "notes", "note", "content", "内容", "摘要", "概要", "纪要", "沟通内容", "备注"]),
        ("need", ["need", "needs", "需求"]),
        ("feedback", ["feedback", "反馈"]),
        ("complaint", ["complaint", "投诉"]),
        ("promise", ["promise", "our promise", "承诺", "我方承诺"]),
        ("outcome", ["outcome", "result", "status", "结果", "状态", "处理结果"]),
    ];

    static readonly (string Field, string[] Called)[] OfUsages =
    [
        ("externalId", ["customer id", "client id", "member id", "external id", "external reference", "客户id", "会员号", "会员编号", "外部编号"]),
        ("number", ["customer number", "客户编号"]),
        ("name", ["customer name", "customer", "name", "客户名称", "客户姓名", "客户", "姓名"]),
        ("phone", ["phone", "mobile", "手机", "手机号", "电话", "联系电话"]),
        ("email", ["email", "e-mail", "邮箱", "电子邮箱"]),
        ("usageId", ["usage id", "event id", "record id", "id", "使用编号", "记录编号", "流水号"]),
        ("usageSource", ["usage source", "source system", "source", "使用来源", "来源系统", "来源"]),
        ("product", ["product", "service", "product or service", "product name", "service name", "item", "sku", "产品", "服务", "产品或服务", "产品名称", "服务名称", "使用产品", "使用服务"]),
        ("date", ["date", "used at", "when", "time", "usage date", "日期", "时间", "使用时间", "使用日期"]),
        ("quantity", ["quantity", "qty", "amount", "count", "usage", "数量", "用量", "使用量", "次数", "使用次数"]),
        ("unit", ["unit", "unit of measure", "单位", "计量单位"]),
    ];

    /// <summary>The fields of a kind, in the order in which they are offered.</summary>
    public static IReadOnlyList<string> Of(ImportKind kind) => [.. Table(kind).Select(f => f.Field)];

    public static bool IsMany(string field) => Many.Contains(field);

    static (string Field, string[] Called)[] Table(ImportKind kind) => kind switch
    {
        ImportKind.Customers => OfCustomers,
        ImportKind.Contacts => OfContacts,
        ImportKind.Purchases => OfPurchases,
        ImportKind.Usages => OfUsages,
        _ => OfInteractions,
    };

    /// <summary>A field for each heading: the one that is called so, else one whose name it contains, else one that the cells look like.</summary>
    public static List<string> Guess(ImportKind kind, IReadOnlyList<string> headers, IReadOnlyList<string[]>? sample = null, Texts? texts = null, IReadOnlyList<CustomField>? own = null)
    {
        var columns = headers.Select(_ => "").ToList();
        var folded = headers.Select(Fold).ToList();
        var plain = headers.Select(Plain).ToList();
        bool Free(string field) => Many.Contains(field) || !columns.Contains(field);
        var table = Table(kind).Select(f => (f.Field, Called: f.Called.Concat(Own(kind, f.Field, texts)).Append(f.Field).ToList()))
            .Concat((own ?? []).Select(f => (Field: ExportColumns.Custom + f.Key, Called: new List<string> { f.English, f.Chinese, f.Key }))).ToList();
        foreach (var names in new[] { folded, plain })
            foreach (var (field, called) in table)
                foreach (var name in called.Select(n => names == folded ? Fold(n) : Plain(n)))
                    for (var i = 0; i < columns.Count; i++)
                        if (columns[i].Length == 0 && names[i] == name && name.Length > 0 && Free(field) && !Others.Contains(plain[i])) columns[i] = field;
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Length > 0 || folded[i].Length == 0 || Others.Contains(plain[i])) continue;
            columns[i] = (from field in table
                          from name in field.Called.Select(Fold)
                          where Free(field.Field) && name.Length >= (name[0] > 0x2E80 ? 2 : 5) && folded[i].Contains(name, StringComparison.Ordinal) && folded[i].Length <= name.Length + 8
                          orderby name.Length descending
                          select field.Field).FirstOrDefault("");
        }
        if (!columns.Contains("street")) WithoutStreet(columns);
        if (sample is not null) GuessByContent(kind, columns, plain, sample);
        return columns;

        // A province or a city without a street is where the customer is, and no address.
        void WithoutStreet(List<string> columns)
        {
            var where = columns.FindIndex(c => c == "province") is >= 0 and var province ? province : columns.IndexOf("city");
            var region = where >= 0 && kind == ImportKind.Customers && !columns.Contains("region");
            for (var i = 0; i < columns.Count; i++)
                if (columns[i] is "province" or "city" or "district") columns[i] = region && i == where ? "region" : "";
        }
    }

    /// <summary>What we call the field in our own exports, in either language.</summary>
    static IEnumerable<string> Own(ImportKind kind, string field, Texts? texts) => texts is null ? [] :
        from key in new[] { ExportColumns.Of(kind).FirstOrDefault(c => c == field || c == field + "s" || c == field + "es") is { } column ? ExportColumns.Key(kind, column) : "", "customers.import.field." + field }
        where texts.Has(key)
        from language in Texts.Languages
        select texts.In(language, key);

    /// <summary>E-mail addresses, phone numbers and Chinese names show by themselves what they are.</summary>
    static void GuessByContent(ImportKind kind, List<string> columns, List<string> plain, IReadOnlyList<string[]> sample)
    {
        var fields = Of(kind);
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Length > 0 || Others.Contains(plain[i])) continue;
            var values = sample.Where(r => i < r.Length && r[i].Length > 0).Select(r => r[i]).Take(200).ToList();
            if (values.Count == 0) continue;
            bool Mostly(Func<string, bool> test) => values.Count(test) >= values.Count * 0.8;
            if (fields.Contains("email") && Mostly(v => EmailAddress.TryNormalise(v, out _))) columns[i] = "email";
            else if (fields.Contains("phone") && Mostly(v => Phone().IsMatch(v) && PhoneNumber.TryNormalise(v, out _))) columns[i] = "phone";
            else if (kind is ImportKind.Customers or ImportKind.Contacts && !columns.Contains("name") && !columns.Contains("familyName") && Mostly(v => ChineseName().IsMatch(v))) columns[i] = "name";
            else if (kind == ImportKind.Customers && !columns.Contains("company") && Mostly(v => ImportValues.IsCompany(v))) columns[i] = "company";
        }
    }

    /// <summary>Whose phone or address it is, told by the heading: key of a label, or null.</summary>
    public static string? LabelOf(string header)
    {
        var name = Fold(header);
        bool Has(params string[] words) => words.Any(w => name.Contains(w, StringComparison.Ordinal));
        return Has("business", "work", "office", "company", "商务", "办公", "单位", "公司") ? "work" : Has("home", "住宅", "家庭") ? "home" : Has("mobile", "cell", "移动", "手机") ? "mobile" : null;
    }

    /// <summary>Traditional and simplified characters in turn, as far as headings use them: a file from Taiwan says the same.</summary>
    const string Variants = "注註与與业業买買产產优優会會传傳关關内內决決别別办辦务務动動区區单單县縣参參号號后後员員国國处處备備实實寻尋属屬币幣帐帳归歸录錄态態总總户戶报報数數无無时時显顯机機来來标標沟溝点點状狀电電码碼种種称稱税稅签簽类類级級纪紀线線细細经經结結络絡统統绳繩缀綴编編职職联聯规規订訂讯訊记記证證诉訴话話详詳语語说說诺諾谓謂负負责責货貨质質购購费費车車载載运運进進邮郵键鍵门門间間额額馈饋";

    static readonly Dictionary<char, char> Simplified = Enumerable.Range(0, Variants.Length / 2).ToDictionary(i => Variants[(2 * i) + 1], i => Variants[2 * i]);

    /// <summary>Headings that hold something else than they seem to: the phone of the assistant, the type of an address, a post box called like an e-mail, an identity number.</summary>
    static readonly HashSet<string> Others = [.. new[]
    {
        "assistant's phone", "assistant's name", "manager's name", "spouse", "business fax", "home fax", "other fax", "pager", "telex", "isdn", "tty/tdd phone", "e-mail type", "e-mail display name",
        "business address po box", "home address po box", "other address po box", "address 1 - po box", "address 1 - type", "address 1 - label", "government id number", "organizational id number", "name prefix", "name suffix",
        "yomi name", "given name yomi", "additional name yomi", "family name yomi", "phonetic first name", "phonetic middle name", "phonetic last name", "organization 1 - type", "organization 1 - yomi name", "organization 1 - department",
        "organization department", "department", "directory server", "location", "office location", "priority", "sensitivity", "account", "mileage", "web page", "website 1 - type", "website 1 - value", "website 1 - label", "file as", "nickname", "short name", "maiden name",
        "助理的电话", "助理的姓名", "经理姓名", "配偶", "商务传真", "住宅传真", "其他传真", "传真", "寻呼机", "电报", "TTY/TDD 电话", "电子邮件类型", "电子邮件显示名称", "电子邮件显示名", "商务地址 - 邮箱", "住宅地址 - 邮箱", "其他地址 - 邮箱",
        "身份证编号", "身份证号", "身份证", "工作证号码", "帐户", "办公地点", "地点", "部门", "称谓", "英文称谓", "中文称谓", "后缀", "目录服务器", "优先级", "敏感度", "子女", "soc sec id",
    }.Select(Plain)];

    static string Fold(string header) => string.Concat(SearchText.Fold(header).Select(c => Simplified.GetValueOrDefault(c, c)));

    static string Plain(string header) => Digits().Replace(Fold(header), "");

    [GeneratedRegex("[0-9]")]
    private static partial Regex Digits();

    /// <summary>A Chinese mobile number, or one with its country or area code: shorter ones may count anything.</summary>
    [GeneratedRegex(@"^\s*(\+|00|0\d|1[3-9]\d).*$")]
    private static partial Regex Phone();

    [GeneratedRegex(@"^[\u4E00-\u9FFF·]{2,5}$")]
    private static partial Regex ChineseName();
}
