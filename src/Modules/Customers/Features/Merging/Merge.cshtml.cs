using Crm.Customers.Data;
using Crm.Platform.Data;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Customers.Features.Merging;

/// <summary>Choose, look at both, merge. Without a second record it asks for one.</summary>
[Needs("customers.merge")]
internal sealed class MergePage : FormPage<MergeCustomers.Command>
{
    /// <summary>Number or id of the record that stays.</summary>
    [FromQuery(Name = "into")]
    public long? Into { get; set; }

    /// <summary>The other one: an id, or a number as people write it.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>There is no such record to merge with.</summary>
    public bool Unknown { get; private set; }

    public MergeCustomers.Preview? Preview { get; private set; }

    protected override async Task<MergeCustomers.Command> Load()
    {
        if (Into is not { } into || string.IsNullOrWhiteSpace(From)) return new();
        if (await Send(new FindByNumber.Query(From)) is not { } from || from == into)
        {
            Unknown = true;
            return new();
        }
        Preview = await Send(new MergeCustomers.Query(into, from));
        From = $"{from}";
        return new() { IntoId = into, FromId = from, Version = Preview.Into.Version, FromVersion = Preview.From.Version };
    }

    protected override async Task Prepare()
    {
        if (Preview is null && Form is { IntoId: > 0, FromId: > 0 } && Form.IntoId != Form.FromId) Preview = await Send(new MergeCustomers.Query(Form.IntoId, Form.FromId));
    }

    protected override async Task<IActionResult> Save() => Done($"/customers/{await Send(Form)}", "customers.merge.done");

    /// <summary>A value in the reader's words.</summary>
    public string Text(string field, object? value) => value switch
    {
        null => "–",
        Enum e => L[e],
        DateOnly day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        string language when field == "language" => L["language." + language],
        _ => value.ToString()!,
    };
}
