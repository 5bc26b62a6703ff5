using Crm.Contracts.Customers;
using Crm.Platform.UseCases;

namespace Crm.Customers.Domain;

/// <summary>Admission: who came by a public form or an import waits until somebody has looked.</summary>
internal sealed partial class Customer
{
    public Admission Admission { get; private set; }

    /// <summary>Admits, rejects or takes up again, and says so in a row of its own. Only what waits can be decided; only what was rejected can wait again.</summary>
    public AdmissionDecision Decide(Admission to, IReadOnlyList<Criterion> criteria, IReadOnlyCollection<long> ticked, string? reason, long? by, DateTimeOffset at)
    {
        if (to == Admission.Pending ? Admission != Admission.Rejected : Admission != Admission.Pending) throw new RuleException("customers.admission.already", "Decision");
        if (to == Admission.Rejected && string.IsNullOrWhiteSpace(reason)) throw new RuleException("customers.admission.reason.needed", "Reason");
        if (to == Admission.Admitted && criteria.Any(c => c.Required && !ticked.Contains(c.Id))) throw new RuleException("customers.admission.required", "Ticked");
        Admission = to;
        (ChangedAt, ChangedById) = (at, by);
        Raise(() => new CustomerChanged(Id, at));
        if (to == Admission.Admitted) Raise(() => new CustomerAdmitted(Id, at));
        return new AdmissionDecision(Id, to, [.. criteria.Where(c => ticked.Contains(c.Id)).Select(c => new TickedItem(c.Id, c.English, c.Chinese))], reason, by, at);
    }
}
