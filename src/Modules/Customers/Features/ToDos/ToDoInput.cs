using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using FluentValidation;

namespace Crm.Customers.Features.ToDos;

/// <summary>What, who, until when.</summary>
internal record ToDoInput
{
    public string? What { get; init; }
    public long? OwnerId { get; init; }
    public DateTimeOffset? DueAt { get; init; }
}

internal sealed class ToDoRules : AbstractValidator<ToDoInput>
{
    public ToDoRules()
    {
        RuleFor(t => t.What).NotEmpty().MaximumLength(500);
        RuleFor(t => t.DueAt).NotNull();
    }
}

/// <summary>Who has to do it: anybody at work; nobody named means oneself.</summary>
internal sealed class ToDoOwners(IStaffDirectory staff, CurrentUser user)
{
    public async Task<(long? OwnerId, long? TeamId)> Choose(long? wanted, string field, CancellationToken ct)
    {
        if ((wanted ?? user.Id) is not { } id) return (null, null);
        if (!(await staff.Everyone(ct)).TryGetValue(id, out var person) || !person.Active) throw new RuleException("customers.owner.unknown", field);
        return (id, person.TeamIds.Count > 0 ? person.TeamIds[0] : null);
    }
}
