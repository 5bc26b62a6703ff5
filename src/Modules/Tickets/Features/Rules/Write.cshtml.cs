using System.Text.Json;
using Crm.Platform.Fields;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Tickets.Domain;
using Crm.Tickets.Features.Macros;
using Crm.Tickets.Features.Tickets;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Tickets.Features.Rules;

/// <summary>The form of a rule, new or known. Its second button tries what stands in the form, saved or not, and changes nothing.</summary>
internal abstract class RuleFormPage : FormPage<WriteRule.Command>, IChangesForm
{
    // Without JavaScript there are always so many empty rows to go on in.
    const int Spare = 2;

    public TicketChoices.Result Lists { get; private set; } = null!;
    public RuleChoices.Result Choices { get; private set; } = null!;
    public DryRunRule.Result? Tried { get; private set; }

    /// <summary>Whether the form is to be tried.</summary>
    [BindProperty]
    public bool Dry { get; set; }

    [BindProperty]
    public int Days { get; set; } = 30;

    IChangesCommand IChangesForm.Form => Form;

    protected override string? FreshPart => IChangesForm.FieldValue;

    /// <summary>Which operators and which control each field has, for the script that hides the others; of fields of one's own each under "Custom:key".</summary>
    public string Controls => JsonSerializer.Serialize(Enum.GetValues<RuleField>().Select(f => (Name: f.ToString(), Operators: RuleCondition.OperatorsOf(f), Control: RuleCondition.IsNumber(f) ? "number" : RuleCondition.IsWords(f) ? "text" : "choice"))
        .Concat(Choices.Own.Select(own => (Name: $"{RuleField.Custom}:{own.Key}", Operators: RuleCondition.OperatorsOf(own.Value), Control: own.Value switch { FieldKind.Number => "number", FieldKind.Date => "date", FieldKind.Text => "text", _ => "choice" })))
        .ToDictionary(f => f.Name, f => new { operators = f.Operators.Select(o => o.ToString()), control = f.Control }));

    protected override async Task Prepare()
    {
        Lists = await Send(new TicketChoices.Query());
        Choices = await Send(new RuleChoices.Query(Lists));
        foreach (var rows in new[] { Form.All, Form.Any })
        {
            // What is chosen from the list need not be typed as well. What no choice of one's own stands for, as two at once, stays as it is typed.
            for (var i = 0; i < rows.Count; i++)
            {
                var own = WriteRule.Row.PrefixOf(rows[i].Field, rows[i].Key) + rows[i].Value;
                if (rows[i].Field == RuleField.Custom && Choices.Values.Any(c => c.Value == own)) rows[i] = rows[i] with { Choice = own };
                if (rows[i].Chosen) rows[i] = rows[i] with { Value = null };
            }
            for (var spare = rows.Count(r => r.Field is null); spare < Spare; spare++) rows.Add(new());
        }
    }

    protected override async Task<IActionResult> Save()
    {
        Form = Form with { All = [.. Form.All.Select(r => r.Settle())], Any = [.. Form.Any.Select(r => r.Settle())] };
        if (!Dry)
        {
            await Write();
            return Done("/tickets/settings/rules", "tickets.settings.saved");
        }
        Tried = await Send(new DryRunRule.Query { Rule = Form, Days = Days, Lists = await Send(new TicketChoices.Query()) });
        await Prepare();
        return Page();
    }

    protected abstract Task<long> Write();
}

[Needs("tickets.settings")]
internal sealed class NewRuleFormPage : RuleFormPage
{
    protected override Task<long> Write() => Send(Form with { Id = 0 });
}

[Needs("tickets.settings")]
internal sealed class EditRulePage : RuleFormPage
{
    [FromRoute]
    public long Id { get; set; }

    protected override Task<WriteRule.Command> Load() => Send(new WriteRule.Query(Id));

    protected override Task<long> Write() => Send(Form with { Id = Id });
}
