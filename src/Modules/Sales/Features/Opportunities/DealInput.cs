using Crm.Contracts.Staff;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Sales.Domain;
using FluentValidation;

namespace Crm.Sales.Features.Opportunities;

/// <summary>What is typed of an opportunity, new or old.</summary>
internal abstract record DealInput
{
    public string Title { get; init; } = "";
    public decimal Amount { get; init; }
    public string Currency { get; init; } = "CNY";

    /// <summary>In percent.</summary>
    public int Probability { get; init; } = 10;

    public DateOnly? ExpectedClose { get; init; }
    public string? Competitor { get; init; }

    /// <summary>Null: whoever types it.</summary>
    public long? OwnerId { get; init; }
}

internal sealed class DealRules : AbstractValidator<DealInput>
{
    public DealRules()
    {
        RuleFor(c => c.Title).NotEmpty().MaximumLength(200);
        RuleFor(c => c.Amount).InclusiveBetween(0, 1_000_000_000_000m).PrecisionScale(18, 2, true);
        RuleFor(c => c.Currency).NotEmpty().Matches("^[A-Z]{3}$");
        RuleFor(c => c.Probability).InclusiveBetween(0, 100);
        RuleFor(c => c.Competitor).MaximumLength(200);
    }
}

/// <summary>Finds the owner's team, and sees that a deal is not given away outside one's range.</summary>
internal sealed class DealOwners(IStaffDirectory staff, CurrentUser user)
{
    public async Task<Deal> DealOf(DealInput input, CancellationToken ct)
    {
        var ownerId = input.OwnerId ?? user.Id;
        long? teamId = null;
        if (ownerId is { } id)
        {
            if (!(await staff.Everyone(ct)).TryGetValue(id, out var owner) || !owner.Active) throw new RuleException("sales.noOwner", nameof(input.OwnerId));
            teamId = owner.TeamIds.Count > 0 ? owner.TeamIds[0] : null;
        }
        if (!user.ScopeOf("sales.write").Covers(ownerId, teamId)) throw new RuleException("sales.ownerOutside", nameof(input.OwnerId));
        return new Deal(input.Title, input.Amount, input.Currency, input.Probability, input.ExpectedClose, string.IsNullOrWhiteSpace(input.Competitor) ? null : input.Competitor.Trim(), ownerId, teamId);
    }
}
