using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class Clocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_answered_at",
                schema: "tickets",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tier",
                schema: "tickets",
                table: "tickets",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "unanswered_since",
                schema: "tickets",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "active",
                schema: "tickets",
                table: "sla_policies",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "category_id",
                schema: "tickets",
                table: "sla_policies",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "tier",
                schema: "tickets",
                table: "sla_policies",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "escalate_at",
                schema: "tickets",
                table: "clocks",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "escalations",
                schema: "tickets",
                table: "clocks",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset[]>(
                name: "stood_still",
                schema: "tickets",
                table: "clocks",
                type: "timestamp with time zone[]",
                nullable: false,
                defaultValue: new DateTimeOffset[0]);

            migrationBuilder.CreateTable(
                name: "clock_steps",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    clock_id = table.Column<long>(type: "bigint", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_clock_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_clock_steps_clocks_clock_id",
                        column: x => x.clock_id,
                        principalSchema: "tickets",
                        principalTable: "clocks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sla_revision",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    value = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_revision", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sla_settings",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    warn_percent = table.Column<int>(type: "integer", nullable: false),
                    pause_on_third_party = table.Column<bool>(type: "boolean", nullable: false),
                    standard_calendar_id = table.Column<long>(type: "bigint", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sla_settings", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "escalation_steps",
                schema: "tickets",
                columns: table => new
                {
                    settings_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    after_minutes = table.Column<int>(type: "integer", nullable: false),
                    to = table.Column<string>(type: "text", nullable: false),
                    person_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_escalation_steps", x => new { x.settings_id, x.position });
                    table.ForeignKey(
                        name: "fk_escalation_steps_sla_settings_settings_id",
                        column: x => x.settings_id,
                        principalSchema: "tickets",
                        principalTable: "sla_settings",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 1L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 2L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 3L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 4L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 5L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 6L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 7L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.UpdateData(
                schema: "tickets",
                table: "sla_policies",
                keyColumn: "id",
                keyValue: 8L,
                columns: new[] { "active", "category_id", "tier" },
                values: new object[] { true, null, null });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "sla_revision",
                columns: new[] { "id", "value" },
                values: new object[] { 1L, 1L });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "sla_settings",
                columns: new[] { "id", "pause_on_third_party", "standard_calendar_id", "warn_percent" },
                values: new object[] { 1L, false, 1L, 75 });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "escalation_steps",
                columns: new[] { "position", "settings_id", "after_minutes", "person_id", "to" },
                values: new object[,]
                {
                    { 0, 1L, 0, null, "team_supervisor" },
                    { 1, 1L, 240, null, "department_supervisors" }
                });

            migrationBuilder.CreateIndex(
                name: "ix_clocks_escalate",
                schema: "tickets",
                table: "clocks",
                column: "escalate_at",
                filter: "escalate_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_clock_steps_clock_id_id",
                schema: "tickets",
                table: "clock_steps",
                columns: new[] { "clock_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "clock_steps",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "escalation_steps",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "sla_revision",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "sla_settings",
                schema: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_clocks_escalate",
                schema: "tickets",
                table: "clocks");

            migrationBuilder.DropColumn(
                name: "first_answered_at",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "tier",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "unanswered_since",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "active",
                schema: "tickets",
                table: "sla_policies");

            migrationBuilder.DropColumn(
                name: "category_id",
                schema: "tickets",
                table: "sla_policies");

            migrationBuilder.DropColumn(
                name: "tier",
                schema: "tickets",
                table: "sla_policies");

            migrationBuilder.DropColumn(
                name: "escalate_at",
                schema: "tickets",
                table: "clocks");

            migrationBuilder.DropColumn(
                name: "escalations",
                schema: "tickets",
                table: "clocks");

            migrationBuilder.DropColumn(
                name: "stood_still",
                schema: "tickets",
                table: "clocks");
        }
    }
}
