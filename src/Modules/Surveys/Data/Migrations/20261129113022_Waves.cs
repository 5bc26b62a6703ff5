using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class Waves : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "anonymous",
                schema: "surveys",
                table: "waves",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "delay_days",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "full_at",
                schema: "surveys",
                table: "waves",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "launch_on",
                schema: "surveys",
                table: "waves",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "listed",
                schema: "surveys",
                table: "waves",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "mails",
                schema: "surveys",
                table: "waves",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb");

            migrationBuilder.AddColumn<bool>(
                name: "offers_contact",
                schema: "surveys",
                table: "waves",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "points",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "points_budget",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_id",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "product",
                schema: "surveys",
                table: "waves",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "quota",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "remind_after_days",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "remind_most",
                schema: "surveys",
                table: "waves",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "repeats",
                schema: "surveys",
                table: "waves",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "series_id",
                schema: "surveys",
                table: "waves",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "anonymous",
                schema: "surveys",
                table: "responses",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "page_seconds",
                schema: "surveys",
                table: "responses",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb");

            migrationBuilder.AddColumn<string[]>(
                name: "refilled",
                schema: "surveys",
                table: "responses",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "refilled_at",
                schema: "surveys",
                table: "responses",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "value_class",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "declined_at",
                schema: "surveys",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "reminded_at",
                schema: "surveys",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reminders",
                schema: "surveys",
                table: "invitations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "reward",
                schema: "surveys",
                table: "invitations",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "rewarded_at",
                schema: "surveys",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "wishes_contact",
                schema: "surveys",
                table: "invitations",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "page_seconds",
                schema: "surveys",
                table: "drafts",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'::jsonb");

            migrationBuilder.CreateTable(
                name: "contact_wishes",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: true),
                    contact_id = table.Column<long>(type: "bigint", nullable: true),
                    words = table.Column<string>(type: "text", nullable: true),
                    day = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contact_wishes", x => x.id);
                    table.ForeignKey(
                        name: "fk_contact_wishes_waves_wave_id",
                        column: x => x.wave_id,
                        principalSchema: "surveys",
                        principalTable: "waves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "invitation_links",
                schema: "surveys",
                columns: table => new
                {
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    invitation_id = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitation_links", x => x.token_hash);
                    table.ForeignKey(
                        name: "fk_invitation_links_invitations_invitation_id",
                        column: x => x.invitation_id,
                        principalSchema: "surveys",
                        principalTable: "invitations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "wave_dues",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    occasion = table.Column<string>(type: "text", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wave_dues", x => x.id);
                    table.ForeignKey(
                        name: "fk_wave_dues_waves_wave_id",
                        column: x => x.wave_id,
                        principalSchema: "surveys",
                        principalTable: "waves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "wave_listed",
                schema: "surveys",
                columns: table => new
                {
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wave_listed", x => new { x.wave_id, x.customer_id });
                    table.ForeignKey(
                        name: "fk_wave_listed_waves_wave_id",
                        column: x => x.wave_id,
                        principalSchema: "surveys",
                        principalTable: "waves",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "wave_tallies",
                schema: "surveys",
                columns: table => new
                {
                    wave_id = table.Column<long>(type: "bigint", nullable: false),
                    taken = table.Column<long>(type: "bigint", nullable: false),
                    awarded = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wave_tallies", x => x.wave_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_waves_previous_id",
                schema: "surveys",
                table: "waves",
                column: "previous_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_waves_series_id",
                schema: "surveys",
                table: "waves",
                column: "series_id");

            migrationBuilder.CreateIndex(
                name: "ix_waves_state_kind",
                schema: "surveys",
                table: "waves",
                columns: new[] { "state", "kind" });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_to_remind",
                schema: "surveys",
                table: "invitations",
                columns: new[] { "wave_id", "created_at" },
                filter: "finished_at is null and revoked_at is null and delivery = 'mail'");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_to_reward",
                schema: "surveys",
                table: "invitations",
                column: "wave_id",
                filter: "rewarded_at is null and finished_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_contact_wishes_customer_id",
                schema: "surveys",
                table: "contact_wishes",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_contact_wishes_open",
                schema: "surveys",
                table: "contact_wishes",
                column: "id",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_contact_wishes_wave_id",
                schema: "surveys",
                table: "contact_wishes",
                column: "wave_id");

            migrationBuilder.CreateIndex(
                name: "ix_invitation_links_invitation_id",
                schema: "surveys",
                table: "invitation_links",
                column: "invitation_id");

            migrationBuilder.CreateIndex(
                name: "ix_wave_dues_customer_id",
                schema: "surveys",
                table: "wave_dues",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_wave_dues_open",
                schema: "surveys",
                table: "wave_dues",
                column: "due_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_wave_dues_wave_id_occasion",
                schema: "surveys",
                table: "wave_dues",
                columns: new[] { "wave_id", "occasion" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_wave_listed_customer_id",
                schema: "surveys",
                table: "wave_listed",
                column: "customer_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "contact_wishes",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "invitation_links",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "wave_dues",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "wave_listed",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "wave_tallies",
                schema: "surveys");

            migrationBuilder.DropIndex(
                name: "ix_waves_previous_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropIndex(
                name: "ix_waves_series_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropIndex(
                name: "ix_waves_state_kind",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropIndex(
                name: "ix_invitations_to_remind",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "ix_invitations_to_reward",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "anonymous",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "delay_days",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "full_at",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "launch_on",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "listed",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "mails",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "offers_contact",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "points",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "points_budget",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "previous_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "product",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "quota",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "remind_after_days",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "remind_most",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "repeats",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "series_id",
                schema: "surveys",
                table: "waves");

            migrationBuilder.DropColumn(
                name: "anonymous",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "page_seconds",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "refilled",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "refilled_at",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "value_class",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "declined_at",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "reminded_at",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "reminders",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "reward",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "rewarded_at",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "wishes_contact",
                schema: "surveys",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "page_seconds",
                schema: "surveys",
                table: "drafts");
        }
    }
}
