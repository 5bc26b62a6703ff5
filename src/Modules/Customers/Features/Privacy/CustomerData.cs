using Crm.Customers.Data;
using Crm.Customers.Domain;
using Crm.Platform.Data;
using Crm.Platform.Localization;
using Crm.Platform.Privacy;
using Microsoft.EntityFrameworkCore;
using static Crm.Platform.Privacy.SubjectSection;

namespace Crm.Customers.Features.Privacy;

/// <summary>What this module holds of a customer.</summary>
internal sealed class CustomerData(CustomersDb db, SubjectVault vault, Texts texts) : ISubjectData
{
    public int Order => 10;

    public async Task<IReadOnlyList<SubjectSection>> Of(long subjectId, CancellationToken ct)
    {
        var c = await db.Whole.AsNoTracking().FirstOrDefaultAsync(x => x.Id == subjectId, ct);
        if (c is null) return [];
        string Points(IEnumerable<ContactPoint> points) => string.Join("; ", points.Select(p => p.Value));
        var notes = await db.Notes.AsNoTracking().Where(n => n.CustomerId == subjectId).OrderBy(n => n.Id).ToListAsync(ct);
        var interactions = await db.Interactions.AsNoTracking().Where(i => i.CustomerId == subjectId).OrderBy(i => i.Id).ToListAsync(ct);
        var toDos = await db.ToDos.AsNoTracking().Where(t => t.CustomerId == subjectId).OrderBy(t => t.Id).ToListAsync(ct);
        var decisions = await db.AdmissionDecisions.AsNoTracking().Where(d => d.CustomerId == subjectId).OrderBy(d => d.Id).ToListAsync(ct);
        var purchases = await db.Purchases.AsNoTracking().Where(p => p.CustomerId == subjectId).OrderBy(p => p.Id).Include(p => p.Items).ToListAsync(ct);
        var usages = await db.Usages.AsNoTracking().Where(u => u.CustomerId == subjectId).OrderBy(u => u.Id).ToListAsync(ct);
        var referred = await db.Referrals.AsNoTracking().Where(r => r.CustomerId == subjectId || r.ReferrerCustomerId == subjectId).OrderBy(r => r.Id).ToListAsync(ct);
        var opener = await vault.Of([subjectId], ct);
        var consents = await db.Consents.AsNoTracking().Where(x => x.CustomerId == subjectId).OrderBy(x => x.Id).ToListAsync(ct);
        var sensitive = await db.Sensitive.AsNoTracking().Where(x => x.CustomerId == subjectId).OrderBy(x => x.Id).ToListAsync(ct);
        var reveals = await db.Reveals.AsNoTracking().Where(x => x.CustomerId == subjectId).OrderBy(x => x.Id).ToListAsync(ct);
        return
        [
            new("customers.identity", Fate.Anonymised, [Row(
                ("customers.number", HumanNumber.Format(Customer.Prefix, c.Number)), ("customers.name", c.Name), ("customers.kind", texts[c.Kind]), ("customers.industry", c.Industry),
                ("customers.region", c.Region), ("customers.birthday", c.Birthday), ("customers.phones", Points(c.Points.Where(p => p.Kind == PointKind.Phone))),
                ("customers.emails", Points(c.Points.Where(p => p.Kind == PointKind.Email))), ("customers.addresses", Points(c.Points.Where(p => p.Kind == PointKind.Address))),
                ("customers.tags", string.Join("; ", c.Tags)), ("customers.externalId", c.ExternalId),
                ("customers.since", c.Since), ("customers.since.reason", c.SinceReason), ("customers.plan.days", c.CadenceDays), ("customers.created", c.CreatedAt))]),
            new("customers.admission", Fate.Anonymised, [.. decisions.Select(d => Row(("customers.privacy.at", d.At), ("customers.admission.decision", texts[d.To]), ("customers.admission.reason", d.Reason),
                ("customers.criteria", string.Join("; ", d.Ticked.Select(t => t.In(Texts.LanguageOf(System.Globalization.CultureInfo.CurrentUICulture)))))))]),
            new("customers.contacts", Fate.Removed, [.. c.Contacts.Select(p => Row(("customers.name", p.Name), ("customers.phones", Points(p.Points.Where(x => x.Kind == PointKind.Phone))), ("customers.emails", Points(p.Points.Where(x => x.Kind == PointKind.Email))),
                ("customers.addresses", Points(p.Points.Where(x => x.Kind == PointKind.Address))), ("customers.contact.title", p.Title), ("customers.preferredChannel", p.PreferredChannel is { } channel ? texts[channel] : null), ("customers.contact.preferences", p.Preferences)))]),
            new("customers.privacy.interactions", Fate.Anonymised, [.. interactions.Select(i => Row(("customers.number", HumanNumber.Format(Interaction.Prefix, i.Number)), ("customers.privacy.at", i.At), ("customers.privacy.type", texts[i.Type]),
                ("customers.privacy.text", string.Join("\n", new[] { i.Participants, i.Summary, i.Need, i.Feedback, i.Complaint, i.Promise }.OfType<string>()))))]),
            new("customers.privacy.notes", Fate.Anonymised, [.. notes.Select(n => Row(("customers.privacy.at", n.At), ("customers.privacy.text", n.Text)))]),
            new("customers.todos", Fate.Anonymised, [.. toDos.Select(t => Row(("customers.privacy.at", t.CreatedAt), ("customers.privacy.text", t.What), ("customers.privacy.result", t.Result)))]),
            new("customers.purchases", Fate.Anonymised, [.. purchases.Select(p => Row(("customers.privacy.at", p.PurchasedAt), ("customers.externalId", p.ExternalId), ("customers.privacy.amount", p.Goods), ("customers.privacy.currency", p.Currency),
                ("customers.privacy.items", string.Join("; ", p.Items.Select(i => i.Product)))))]),
            new("customers.usages", Fate.Anonymised, [.. usages.Select(u => Row(("customers.privacy.at", u.UsedAt), ("customers.usage.product", u.Product), ("customers.usage.quantity", u.Quantity), ("customers.usage.unit", u.Unit), ("customers.usage.source", u.Source), ("customers.externalId", u.ExternalId)))]),
            new("customers.referral", Fate.Removed, [.. referred.Select(r => Row(("customers.privacy.at", r.At), ("customers.referral.kind", texts[r.CustomerId == subjectId ? "customers.referral.brought" : "customers.referral.broughtOthers"])))]),
            new("customers.consents.title", Fate.Sealed, [.. consents.Select(x => Row(("customers.privacy.at", x.At), ("customers.consent.purpose", texts[x.Purpose]), ("customers.consent.channel", texts[x.Channel]),
                ("customers.consent.answer", texts[x.Given ? "customers.consent.yes" : "customers.consent.no"]), ("customers.consent.evidence", opener.Open(subjectId, x.Evidence))))]),
            new("customers.sensitive.title", Fate.Removed, [.. sensitive.Select(x => Row(("customers.sensitive.kind", texts[x.Kind]), ("customers.sensitive.value", opener.Open(subjectId, x.Sealed))))]),
            new("customers.reveals.title", Fate.Anonymised, [.. reveals.Select(x => Row(("customers.privacy.at", x.AskedAt), ("customers.reveal.kind", texts[x.Kind]), ("customers.reveal.reason", x.Reason)))]),
        ];
    }
}
