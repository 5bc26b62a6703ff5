using Crm.Contracts.Customers;
using Crm.Platform.UseCases;

namespace Crm.Customers.Domain;

/// <summary>Which of the two records a value is taken from.</summary>
internal enum MergeSide { Into, From }

/// <summary>Merging: two records of one customer become one.</summary>
internal sealed partial class Customer
{
    /// <summary>Numbers of the records merged into this one, by which it is found as well.</summary>
    public List<long> FormerNumbers { get; private set; } = [];

    /// <summary>What a merge may change.</summary>
    public Snapshot Snapshot() => new(ToProfile(), Admission, ExternalId) { SinceSaid = SinceSaid, SinceReason = SinceReason, CadenceDays = CadenceDays };

    /// <summary>Takes the other record in. The contacts of both have come together before, as rows.</summary>
    /// <param name="began">The earlier of the two dates since when they are customers.</param>
    public CustomerMerge Absorb(Customer other, IReadOnlyDictionary<string, MergeSide> choices, DateOnly? began, long? by, DateTimeOffset at)
    {
        if (MergedIntoId is not null || other.MergedIntoId is not null) throw new RuleException("customers.merge.already");
        if (Id == other.Id) throw new RuleException("customers.merge.itself", "FromId");
        var before = Snapshot();
        var profile = MergeFields.Combine(before.Profile, other.ToProfile(), choices);
        if (other.Admission == Admission.Admitted) Admission = Admission.Admitted;
        // The rows of both together say it already, unless one was corrected by hand, or a purchase of one is older than a contract of the other.
        if (began is not null && (Since is null || began < Since)) (SinceSaid, SinceReason) = (began, began == other.SinceSaid ? other.SinceReason : null);
        CadenceDays ??= other.CadenceDays;
        if (ExternalId is null) (ExternalId, other.ExternalId) = (other.ExternalId, null);
        FormerNumbers = [.. FormerNumbers.Append(other.Number).Concat(other.FormerNumbers).Distinct().Order()];
        KeepOneKey();
        Take(profile, by, at);
        Raise(() => new CustomerChanged(Id, at));
        other.MergedIntoId = Id;
        (other.ChangedAt, other.ChangedById) = (at, by);
        other.Raise(() => new CustomerMerged(other.Id, Id, at));
        return new CustomerMerge(other.Id, Id, before, Snapshot(), by, at);
    }

    /// <summary>Gives back what the merge brought, and keeps what has changed since.</summary>
    public void Release(Customer other, Snapshot before, Snapshot after, DateTimeOffset mergedAt, long? by, DateTimeOffset at)
    {
        var profile = MergeFields.Restore(ToProfile(), before.Profile, after.Profile);
        if (Admission == after.Admission) Admission = before.Admission;
        if (SinceSaid == after.SinceSaid) (SinceSaid, SinceReason) = (before.SinceSaid, before.SinceReason);
        if (CadenceDays == after.CadenceDays) CadenceDays = before.CadenceDays;
        if (ExternalId == after.ExternalId && before.ExternalId is null) (ExternalId, other.ExternalId) = (null, ExternalId);
        FormerNumbers = [.. FormerNumbers.Except(other.FormerNumbers.Append(other.Number))];
        KeepOneKey();
        Take(profile, by, at);
        Raise(() => new CustomerChanged(Id, at));
        other.MergedIntoId = null;
        other.KeepOneKey();
        other.Touched(by, at);
        other.Raise(() => new CustomerUnmerged(other.Id, Id, mergedAt, at));
    }

    /// <summary>Of contacts that came from two records one is key.</summary>
    void KeepOneKey()
    {
        if (contacts.Count == 0) return;
        var key = contacts.Where(c => c.Key).MinBy(c => c.Id) ?? contacts.MinBy(c => c.Id)!;
        foreach (var contact in contacts) contact.Step(contact == key);
    }
}
