using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Privacy;

namespace Crm.Customers.Domain;

/// <summary>An item of the checklist by which customers are admitted.</summary>
internal sealed class Criterion : Entity, IAudited, IPlaced
{
    Criterion() { }

    public Criterion(int position, string english, string chinese, bool required) => (Position, English, Chinese, Required) = (position, english.Trim(), chinese.Trim(), required);

    public int Position { get; private set; }
    public string English { get; private set; } = "";
    public string Chinese { get; private set; } = "";

    /// <summary>Nobody is admitted without it.</summary>
    public bool Required { get; private set; }

    /// <summary>No longer asked; decisions made with it still name it.</summary>
    public bool Archived { get; private set; }

    public void Change(string english, string chinese, bool required, bool archived) => (English, Chinese, Required, Archived) = (english.Trim(), chinese.Trim(), required, archived);

    public void MoveTo(int position) => Position = position;

    public string In(string language) => language == "zh-CN" ? Chinese : English;

    /// <summary>What every installation starts with.</summary>
    public static IReadOnlyList<Criterion> Shipped =>
    [
        new(1, "Name and contact data have been checked", "姓名和联系方式已核实", required: true),
        new(2, "It is a real person or organisation, no test and no duplicate", "确认为真实的个人或机构，不是测试或重复档案", required: true),
        new(3, "What the customer wants from us is known", "已了解客户需求", required: false),
    ];
}

/// <summary>An item that was ticked, in the words it had then.</summary>
internal sealed record TickedItem(long Id, string English, string Chinese)
{
    public string In(string language) => language == "zh-CN" ? Chinese : English;
}

/// <summary>Somebody decided about a customer's admission: what, when, on which grounds.</summary>
internal sealed class AdmissionDecision : Entity, IAudited, IAboutSubject
{
    AdmissionDecision() { }

    public AdmissionDecision(long customerId, Admission to, List<TickedItem> ticked, string? reason, long? by, DateTimeOffset at) =>
        (CustomerId, To, Ticked, Reason, ById, At) = (customerId, to, ticked, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), by, at);

    long? IAboutSubject.SubjectId => CustomerId;

    public long CustomerId { get; private set; }
    public Admission To { get; private set; }
    public List<TickedItem> Ticked { get; private set; } = [];
    public string? Reason { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
}
