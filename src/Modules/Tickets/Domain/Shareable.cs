using System.Text.Json.Serialization;
using Crm.Contracts.Tickets;
using Crm.Platform.Data;

namespace Crm.Tickets.Domain;

/// <summary>A tool that somebody made for their own desk, and may lend to everybody who holds certain roles.</summary>
internal abstract class Shareable : Entity, IAudited
{
    public const int NameLength = 80;

    public string Name { get; private set; } = "";
    public long OwnerId { get; private protected set; }
    /// <summary>Roles whose holders use it too.</summary>
    public long[] RoleIds { get; private set; } = [];
    public int Position { get; private set; }

    private protected void Call(string name, IEnumerable<long> roles, int position) => (Name, RoleIds, Position) = (name.Trim(), [.. roles.Distinct().Order()], position);
}

/// <summary>Orders that an index gives.</summary>
internal enum TicketSort { Queue, Due, Newest }

/// <summary>What a list shows of a ticket beside its subject.</summary>
internal enum TicketColumn { Customer, Type, Priority, Status, Category, Channel, Assignee, Team, Tags, Created, LastMessage, Due, Resolved, Satisfaction }

/// <summary>Filters, columns and order under a name.</summary>
internal sealed class SavedView : Shareable
{
    SavedView() { }

    public SavedView(long ownerId) => OwnerId = ownerId;

    /// <summary>JSON of the list's filters.</summary>
    public string Filter { get; private set; } = "{}";
    public TicketColumn[] Columns { get; private set; } = [];

    public void Change(string name, IEnumerable<long> roles, int position, string filter, IEnumerable<TicketColumn> columns)
    {
        Call(name, roles, position);
        (Filter, Columns) = (filter, [.. columns.Distinct().Order()]);
    }
}

/// <summary>The view that somebody's list opens with.</summary>
internal sealed class DefaultView
{
    public long StaffId { get; init; }
    public long ViewId { get; set; }
}

/// <summary>To whom a ticket goes.</summary>
internal enum AssignTo { Me, Team, Person }

/// <summary>What becomes of it.</summary>
internal enum NextStep { WaitCustomer, WaitThirdParty, Resume, Resolve }

/// <summary>
/// Several changes that are made together or not at all: what a macro and a bulk change do to each ticket. Texts hold
/// placeholders, and may be there in both languages; the customer reads theirs.
/// </summary>
internal sealed record TicketChanges
{
    public TicketType? Type { get; init; }
    public TicketPriority? Priority { get; init; }
    public long? CategoryId { get; init; }
    public string? AddTags { get; init; }
    public string? RemoveTags { get; init; }
    /// <summary>A field of one's own to fill in.</summary>
    public string? FieldKey { get; init; }
    /// <summary>As it is typed; nothing empties the field.</summary>
    public string? FieldValue { get; init; }
    /// <summary>The same from a form that ticks several.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? FieldValues { get => null; init => FieldValue = string.Join(", ", (value ?? []).Where(v => !string.IsNullOrEmpty(v))); }
    public AssignTo? To { get; init; }
    public long? TeamId { get; init; }
    public long? PersonId { get; init; }
    public string? Note { get; init; }
    public string? Reply { get; init; }
    public string? ReplyZh { get; init; }
    public NextStep? Step { get; init; }
    /// <summary>What was done, when the step is to resolve; else a remark.</summary>
    public string? StepNote { get; init; }
    public long? CauseId { get; init; }
    public long? ResolutionId { get; init; }
    public bool TellCustomer { get; init; }

    public bool Nothing => this with { TellCustomer = false } == new TicketChanges();

    /// <summary>Tags out of a text, however people separate them.</summary>
    public static IEnumerable<string> TagsIn(string? text) => (text ?? "").Split([',', '，', '、', ';', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>Changes under a name, made with one key.</summary>
internal sealed class Macro : Shareable
{
    Macro() { }

    public Macro(long ownerId) => OwnerId = ownerId;

    public TicketChanges Changes { get; private set; } = new();

    public void Change(string name, IEnumerable<long> roles, int position, TicketChanges changes)
    {
        Call(name, roles, position);
        Changes = changes;
    }
}

/// <summary>A text one need not write again.</summary>
internal sealed class CannedReply : Shareable
{
    CannedReply() { }

    public CannedReply(long ownerId) => OwnerId = ownerId;

    public string? Text { get; private set; }
    public string? TextZh { get; private set; }
    /// <summary>Offered first on tickets of this category.</summary>
    public long? CategoryId { get; private set; }

    public void Change(string name, IEnumerable<long> roles, int position, string? text, string? textZh, long? categoryId)
    {
        Call(name, roles, position);
        (Text, TextZh, CategoryId) = (Blank(text), Blank(textZh), categoryId);
    }

    /// <summary>In the customer's language, else in the one there is.</summary>
    public string In(string language) => (language == "zh-CN" ? TextZh ?? Text : Text ?? TextZh) ?? "";

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
