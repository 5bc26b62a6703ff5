using System.Text.Json;
using Crm.Platform.Data;
using Crm.Platform.Events;

namespace Crm.Platform.Privacy;

/// <summary>Opens what was sealed, for readers who may see it: the caller has checked that.</summary>
public sealed class SubjectVault(PlatformDb db, MasterKey master)
{
    /// <summary>Fetches the keys of these subjects, all in one go.</summary>
    public async Task<Opener> Of(IEnumerable<long?> subjects, CancellationToken ct) =>
        new(await SubjectKeys.ForReading(db, master, [.. subjects.OfType<long>().Distinct()], ct));

    /// <summary>Lines of the audit trail as they were written; those of erased subjects without their values.</summary>
    /// <param name="only">Opens the lines about these alone; null: all. A line that stays closed looks like one of somebody erased.</param>
    public async Task<IReadOnlyList<OpenAudit>> Open(IReadOnlyCollection<AuditRow> rows, CancellationToken ct, IReadOnlySet<long>? only = null)
    {
        var opener = await Of(rows.Select(r => r.SubjectId).Where(s => only is null || (s is { } id && only.Contains(id))), ct);
        return [.. rows.Select(r =>
        {
            var (before, after) = (SealedJson.Open(opener, r.SubjectId, r.Before), SealedJson.Open(opener, r.SubjectId, r.After));
            return new OpenAudit(r, before.Json, after.Json, before.Erased.Union(after.Erased).ToList());
        })];
    }

    /// <summary>A mail as it was written, or null when its receiver has been erased.</summary>
    public async Task<MailRow?> Open(MailRow mail, CancellationToken ct) => mail.CustomerId is null ? mail : (await Of([mail.CustomerId], ct)).Open(mail);
}

/// <summary>A line of the audit trail, opened.</summary>
/// <param name="Erased">Fields whose values nobody can read any more.</param>
public sealed record OpenAudit(AuditRow Row, string? Before, string? After, IReadOnlyList<string> Erased);

/// <summary>Holds keys of some subjects, to open texts with.</summary>
public sealed class Opener(IReadOnlyDictionary<long, SubjectKey> keys)
{
    /// <summary>A stored text, opened when it was sealed; null when the subject has been erased.</summary>
    public string? Open(long? subject, string? stored) =>
        !SubjectKey.IsSealed(stored) ? stored : subject is { } s && keys.TryGetValue(s, out var key) ? key.Open(stored!) : null;

    /// <summary>What a notice puts into its sentence.</summary>
    public IEnumerable<string> ArgsOf(long? subject, IEnumerable<string> args, string erased) => args.Select(a => Open(subject, a) ?? erased);

    /// <summary>A mail as it was written, or null.</summary>
    public MailRow? Open(MailRow mail)
    {
        if (!SubjectKey.IsSealed(mail.ToAddress)) return mail;
        if (Open(mail.CustomerId, mail.ToAddress) is not { } to) return null;
        return new MailRow
        {
            Id = mail.Id, CreatedAt = mail.CreatedAt, ToAddress = to, ToName = Open(mail.CustomerId, mail.ToName), Subject = Open(mail.CustomerId, mail.Subject) ?? "",
            TextBody = Open(mail.CustomerId, mail.TextBody) ?? "", HtmlBody = Open(mail.CustomerId, mail.HtmlBody), Purpose = mail.Purpose, CustomerId = mail.CustomerId,
            DueAt = mail.DueAt, SentAt = mail.SentAt, Attempts = mail.Attempts, Error = mail.Error, MessageId = mail.MessageId, Key = mail.Key, Secret = mail.Secret, AttachmentId = mail.AttachmentId,
            Headers = Open(mail.CustomerId, mail.Headers), FromName = mail.FromName,
        };
    }
}

/// <summary>An object in JSON, sealed as a whole; the names of its fields stay readable, so that a trail tells what was changed even when nobody may know into what.</summary>
internal static class SealedJson
{
    sealed record Envelope(string Sealed, List<string> Fields);

    public static string Seal(SubjectKey key, string json)
    {
        using var document = JsonDocument.Parse(json);
        List<string> fields = document.RootElement.ValueKind == JsonValueKind.Object ? [.. document.RootElement.EnumerateObject().Select(p => p.Name)] : [];
        return JsonSerializer.Serialize(new Envelope(key.Seal(json), fields), EventTypes.Json);
    }

    public static (string? Json, IReadOnlyList<string> Erased) Open(Opener opener, long? subject, string? stored)
    {
        if (stored is null || subject is null) return (stored, []);
        using var document = JsonDocument.Parse(stored);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("sealed", out _)) return (stored, []);
        var envelope = document.Deserialize<Envelope>(EventTypes.Json)!;
        return opener.Open(subject, envelope.Sealed) is { } json ? (json, []) : (null, envelope.Fields);
    }
}
