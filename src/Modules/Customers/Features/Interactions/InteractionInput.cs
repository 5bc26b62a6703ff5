using System.Text.Json.Serialization;
using Crm.Contracts.Customers;
using Crm.Contracts.Staff;
using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Customers.Features.Customers;
using Crm.Platform.UseCases;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace Crm.Customers.Features.Interactions;

/// <summary>What is typed about an interaction, new or known.</summary>
internal abstract record InteractionInput
{
    public long? ContactId { get; init; }
    public DateTimeOffset? At { get; init; }
    public InteractionType? Type { get; init; } = InteractionType.Call;
    public string? Participants { get; init; }
    public long? ResponsibleId { get; init; }
    public string? Summary { get; init; }
    public string? Need { get; init; }
    public string? Feedback { get; init; }
    public string? Complaint { get; init; }
    public string? Promise { get; init; }
    public Outcome? Outcome { get; init; } = Domain.Outcome.Resolved;

    /// <summary>Files stored just now. The page says which; nobody attaches another's file by its id.</summary>
    [JsonIgnore]
    public IReadOnlyList<Guid> Files { get; init; } = [];

    public InteractionFacts ToFacts(DateTimeOffset now) => new(
        ContactId, (At ?? now).ToUniversalTime(), Type!.Value, CustomerInput.Blank(Participants), ResponsibleId, CustomerInput.Blank(Summary),
        CustomerInput.Blank(Need), CustomerInput.Blank(Feedback), CustomerInput.Blank(Complaint), CustomerInput.Blank(Promise), Outcome!.Value);

    /// <summary>A contact of this very customer, and somebody who works here.</summary>
    internal async Task Check(CustomersDb db, IStaffDirectory staff, long customerId, CancellationToken ct)
    {
        if (ContactId is { } contact && !await db.Contacts.AnyAsync(c => c.Id == contact && c.CustomerId == customerId, ct)) throw new RuleException("customers.contact.unknown", nameof(ContactId));
        if (ResponsibleId is { } person && !(await staff.Everyone(ct)).ContainsKey(person)) throw new RuleException("customers.owner.unknown", nameof(ResponsibleId));
    }
}

internal sealed class InteractionInputRules : AbstractValidator<InteractionInput>
{
    public InteractionInputRules(Platform.Localization.Texts texts, TimeProvider clock)
    {
        RuleFor(i => i.Type).NotNull().IsInEnum();
        RuleFor(i => i.Outcome).NotNull().IsInEnum();
        RuleFor(i => i.At).Must(at => at is null || at <= clock.GetUtcNow().AddMinutes(5)).WithMessage(_ => texts["customers.interaction.future"]);
        RuleFor(i => i.Participants).MaximumLength(300);
        RuleFor(i => i.Summary).MaximumLength(10_000);
        RuleFor(i => i.Need).MaximumLength(4000);
        RuleFor(i => i.Feedback).MaximumLength(4000);
        RuleFor(i => i.Complaint).MaximumLength(4000);
        RuleFor(i => i.Promise).MaximumLength(4000);
        RuleFor(i => i.Summary).Must((i, _) => new[] { i.Summary, i.Need, i.Feedback, i.Complaint, i.Promise }.Any(t => !string.IsNullOrWhiteSpace(t))).WithMessage(_ => texts["customers.interaction.empty"]);
    }
}
