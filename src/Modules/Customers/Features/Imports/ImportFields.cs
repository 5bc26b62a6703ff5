using Crm.Customers.Domain;
using Crm.Platform.Search;

namespace Crm.Customers.Features.Imports;

/// <summary>What a column may fill, and how files call it in English and Chinese. Names are compared folded: without case, width, spaces and punctuation.</summary>
internal static class ImportFields
{
    public static readonly IReadOnlyDictionary<string, string[]> OfCustomers = new Dictionary<string, string[]>
    {
        ["name"] = ["name", "full name", "customer", "customer name", "company", "company name", "姓名", "名称", "客户", "客户名称", "客户姓名", "公司", "公司名称", "单位名称", "企业名称"],
        ["familyName"] = ["surname", "last name", "family name", "姓", "姓氏"],
        ["givenName"] = ["given name", "first name", "forename", "名", "名字"],
        ["kind"] = ["kind", "type", "customer type", "类型", "客户类型", "客户性质"],
        ["phone"] = ["phone", "phone number", "telephone", "tel", "mobile", "mobile phone", "cell", "手机", "手机号", "手机号码", "电话", "联系电话", "电话号码", "联系方式"],
        ["phone2"] = ["phone 2", "second phone", "other phone", "landline", "office phone", "座机", "固定电话", "电话2", "备用电话", "办公电话"],
        ["email"] = ["email", "e-mail", "email address", "mail", "邮箱", "电子邮箱", "邮件", "电子邮件", "email地址"],
        ["address"] = ["address", "street", "postal address", "地址", "联系地址", "通讯地址", "详细地址"],
        ["industry"] = ["industry", "sector", "行业", "所属行业"],
        ["size"] = ["size", "company size", "规模", "企业规模", "公司规模"],
        ["region"] = ["region", "province", "city", "state", "area", "地区", "省份", "区域", "城市", "所在地"],
        ["level"] = ["level", "customer level", "tier", "级别", "等级", "客户级别", "客户等级"],
        ["source"] = ["source", "channel", "source channel", "来源", "来源渠道", "客户来源"],
        ["language"] = ["language", "语言"],
        ["birthday"] = ["birthday", "date of birth", "birth date", "dob", "founded", "生日", "出生日期", "成立日期"],
        ["tags"] = ["tags", "tag", "labels", "标签"],
        ["owner"] = ["owner", "account manager", "responsible", "负责人", "客户经理", "归属人"],
        ["number"] = ["number", "customer number", "编号", "客户编号"],
        ["externalId"] = ["external id", "external reference", "reference", "id", "customer id", "rec id", "外部编号", "客户id", "会员号", "会员编号"],
        ["contact"] = ["contact", "contact person", "contact name", "联系人", "联系人姓名"],
        ["note"] = ["note", "notes", "remark", "remarks", "comment", "备注", "说明"],
    };

    public static readonly IReadOnlyDictionary<string, string[]> OfPurchases = new Dictionary<string, string[]>
    {
        ["externalId"] = ["customer id", "customer", "client id", "buyer id", "member id", "external id", "客户id", "会员号", "会员编号", "外部编号", "买家id"],
        ["number"] = ["customer number", "客户编号"],
        ["name"] = ["customer name", "buyer", "name", "客户名称", "客户姓名", "姓名", "收货人", "买家"],
        ["phone"] = ["phone", "mobile", "手机", "手机号", "电话", "联系电话"],
        ["email"] = ["email", "e-mail", "邮箱", "电子邮箱"],
        ["orderId"] = ["order id", "order", "order number", "order no", "invoice", "订单号", "订单编号", "订单id", "单号"],
        ["date"] = ["date", "order date", "purchase date", "purchased at", "paid at", "日期", "下单时间", "订单日期", "购买日期", "购买时间", "付款时间", "交易时间"],
        ["amount"] = ["amount", "total", "goods", "goods amount", "price", "dollar value", "value", "revenue", "金额", "订单金额", "商品金额", "总金额", "实付金额", "消费金额"],
        ["discount"] = ["discount", "折扣", "优惠", "优惠金额"],
        ["shipping"] = ["shipping", "freight", "运费", "邮费"],
        ["tax"] = ["tax", "vat", "税", "税额"],
        ["currency"] = ["currency", "币种", "货币"],
        ["product"] = ["product", "item", "product name", "sku", "商品", "产品", "商品名称", "产品名称"],
        ["quantity"] = ["quantity", "qty", "number of cds", "count", "数量", "件数"],
    };

    public static IReadOnlyDictionary<string, string[]> Of(ImportKind kind) => kind == ImportKind.Customers ? OfCustomers : OfPurchases;

    /// <summary>A field for each heading: the one that is called so, else one whose name it contains. Each field once.</summary>
    public static List<string> Guess(ImportKind kind, IReadOnlyList<string> headers)
    {
        var fields = Of(kind).SelectMany(f => f.Value.Append(f.Key), (f, name) => (Field: f.Key, Name: SearchText.Fold(name))).ToList();
        var columns = headers.Select(_ => "").ToList();
        foreach (var exact in new[] { true, false })
            for (var i = 0; i < headers.Count; i++)
            {
                var header = SearchText.Fold(headers[i]);
                if (columns[i].Length > 0 || header.Length == 0) continue;
                columns[i] = fields.Where(f => !columns.Contains(f.Field) && (exact ? f.Name == header : f.Name.Length >= (f.Name[0] > 0x2E80 ? 2 : 5) && header.Contains(f.Name, StringComparison.Ordinal)))
                    .OrderByDescending(f => f.Name.Length).Select(f => f.Field).FirstOrDefault("");
            }
        return columns;
    }
}
