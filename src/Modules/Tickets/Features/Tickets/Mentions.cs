using Crm.Contracts.Staff;
using Crm.Platform.Jobs;
using Crm.Platform.Users;
using Crm.Tickets.Data;
using Crm.Tickets.Domain;

namespace Crm.Tickets.Features.Tickets;

/// <summary>Calls the colleagues whom a note names: by "@" and their name, or the name they sign in with.</summary>
internal sealed class Mentions(TicketsDb db, IStaffDirectory staff, CurrentUser user)
{
    /// <summary>Puts down who is named, and tells each once; leaves with the next save.</summary>
    public async Task Call(Ticket ticket, Message note, CancellationToken ct)
    {
        if (!note.Body.Contains('@', StringComparison.Ordinal)) return;
        var named = NamedIn(note.Body, await Readers(staff, ticket.OwnerId, ticket.TeamId, ct)).Where(id => id != user.Id).Distinct().ToList();
        ticket.Mentioned(note, named);
        foreach (var person in named) db.NotifyAbout(ticket.CustomerId, person, $"ticket-mention:{note.PublicId}", "at", $"/tickets/{ticket.Id}", user.Id is null ? "tickets.notice.named" : "tickets.notice.mentioned", [.. user.Id is null ? [] : new[] { user.Name }, ticket.Name, ticket.Subject]);
    }

    /// <summary>Who may be called: those who may read the ticket.</summary>
    public static async Task<IReadOnlyList<StaffFacts>> Readers(IStaffDirectory staff, long? ownerId, long? teamId, CancellationToken ct)
    {
        var people = await staff.Everyone(ct);
        return [.. (await staff.WhoReaches("tickets.read", ownerId, teamId, ct)).Select(people.GetValueOrDefault).OfType<StaffFacts>()];
    }

    /// <summary>The part of the address before the "@": unique among colleagues of one house, and Latin.</summary>
    public static string? SignInName(StaffFacts person) => person.Email?.Split('@')[0];

    /// <summary>Who is named. Of names that begin alike the longest counts; two people of one name are both meant.</summary>
    internal static IEnumerable<long> NamedIn(string text, IReadOnlyList<StaffFacts> people)
    {
        var names = people.SelectMany(p => new[] { p.Name, SignInName(p) }.OfType<string>().Select(name => (Name: name, p.Id))).Where(n => n.Name.Length > 0).ToList();
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            if (at > 0 && IsLatin(text[at - 1])) continue; // an e-mail address
            var rest = text.AsMemory(at + 1);
            var here = names.Where(n => rest.Span.StartsWith(n.Name, StringComparison.OrdinalIgnoreCase) && !(IsLatin(n.Name[^1]) && rest.Length > n.Name.Length && IsLatin(rest.Span[n.Name.Length]))).ToList();
            if (here.Count == 0) continue;
            var longest = here.Max(n => n.Name.Length);
            foreach (var name in here.Where(n => n.Name.Length == longest)) yield return name.Id;
        }
    }

    static bool IsLatin(char c) => char.IsAsciiLetterOrDigit(c);
}
