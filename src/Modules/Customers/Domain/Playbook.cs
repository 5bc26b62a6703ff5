using Crm.Platform.Data;

namespace Crm.Customers.Domain;

/// <summary>What to do for customers of a kind, in Markdown and both languages.</summary>
internal sealed class Playbook : Entity, IAudited
{
    Playbook() { }

    public Playbook(string key, string english, string chinese) => (Key, English, Chinese) = (key, english, chinese);

    /// <summary>Of which customers: "value.high".</summary>
    public string Key { get; private set; } = "";

    public string English { get; private set; } = "";
    public string Chinese { get; private set; } = "";

    public void Change(string english, string chinese) => (English, Chinese) = (english.Trim(), chinese.Trim());

    /// <summary>In the reader's language; where that says nothing, in the other.</summary>
    public string In(string language)
    {
        var (first, second) = language == "zh-CN" ? (Chinese, English) : (English, Chinese);
        return first.Length > 0 ? first : second;
    }

    /// <summary>What every installation starts with.</summary>
    public static IReadOnlyList<Playbook> Shipped =>
    [
        new("value.high", "- Contact at least once a week, by the owner in person\n- Tell first of new products and of changes\n- Every complaint goes to the supervisor the same day", "- 由负责人亲自联系，每周至少一次\n- 新产品和变更优先告知\n- 任何投诉当天上报主管"),
        new("value.medium", "- Look for the next fitting product each quarter\n- Invite to events and surveys", "- 每季度寻找下一个合适的产品\n- 邀请参加活动和调查"),
        new("value.low", "- Serve well by e-mail and self-service\n- Watch for signs of growing demand", "- 以邮件和自助服务为主，保证质量\n- 留意需求增长的迹象"),
    ];
}
