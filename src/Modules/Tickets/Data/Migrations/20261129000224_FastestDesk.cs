using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class FastestDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "has_merged",
                schema: "tickets",
                table: "tickets",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "merged_into_id",
                schema: "tickets",
                table: "tickets",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string[]>(
                name: "needs",
                schema: "tickets",
                table: "tickets",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string[]>(
                name: "prefers",
                schema: "tickets",
                table: "tickets",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string[]>(
                name: "tags",
                schema: "tickets",
                table: "tickets",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<bool>(
                name: "watched",
                schema: "tickets",
                table: "tickets",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "leaves_at",
                schema: "tickets",
                table: "messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "withdrawn_at",
                schema: "tickets",
                table: "messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "withdrawn_by_id",
                schema: "tickets",
                table: "messages",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "region",
                schema: "tickets",
                table: "customers",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "bulk_runs",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    changes = table.Column<string>(type: "jsonb", nullable: false),
                    merge_into = table.Column<string>(type: "text", nullable: true),
                    merge_why = table.Column<string>(type: "text", nullable: true),
                    count = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    job_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "canned_replies",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    text = table.Column<string>(type: "text", nullable: true),
                    text_zh = table.Column<string>(type: "text", nullable: true),
                    category_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: false),
                    role_ids = table.Column<long[]>(type: "bigint[]", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_canned_replies", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "drafts",
                schema: "tickets",
                columns: table => new
                {
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    files = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drafts", x => new { x.ticket_id, x.staff_id, x.kind });
                    table.ForeignKey(
                        name: "fk_drafts_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "habits",
                schema: "tickets",
                columns: table => new
                {
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    category_id = table.Column<long>(type: "bigint", nullable: false),
                    cause_id = table.Column<long>(type: "bigint", nullable: false),
                    resolution_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_habits", x => new { x.staff_id, x.category_id });
                });

            migrationBuilder.CreateTable(
                name: "links",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    from_id = table.Column<long>(type: "bigint", nullable: false),
                    to_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_links_tickets_from_id",
                        column: x => x.from_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_links_tickets_to_id",
                        column: x => x.to_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "macros",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    changes = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: false),
                    role_ids = table.Column<long[]>(type: "bigint[]", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_macros", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "mentions",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mentions", x => x.id);
                    table.ForeignKey(
                        name: "fk_mentions_messages_message_id",
                        column: x => x.message_id,
                        principalSchema: "tickets",
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_mentions_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "presence",
                schema: "tickets",
                columns: table => new
                {
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    typing_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_presence", x => new { x.ticket_id, x.staff_id });
                });

            migrationBuilder.CreateTable(
                name: "routing_rules",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    type = table.Column<string>(type: "text", nullable: true),
                    category_id = table.Column<long>(type: "bigint", nullable: true),
                    skills = table.Column<string[]>(type: "text[]", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    region = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_routing_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    filter = table.Column<string>(type: "jsonb", nullable: false),
                    columns = table.Column<string[]>(type: "text[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: false),
                    role_ids = table.Column<long[]>(type: "bigint[]", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sub_tasks",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by_id = table.Column<long>(type: "bigint", nullable: true),
                    result = table.Column<string>(type: "text", nullable: true),
                    overdue_told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sub_tasks", x => x.id);
                    table.ForeignKey(
                        name: "fk_sub_tasks_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tags",
                schema: "tickets",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tags", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "team_routing",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    team_id = table.Column<long>(type: "bigint", nullable: false),
                    mode = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_routing", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "watchers",
                schema: "tickets",
                columns: table => new
                {
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_watchers", x => new { x.ticket_id, x.staff_id });
                    table.ForeignKey(
                        name: "fk_watchers_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalSchema: "tickets",
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bulk_rows",
                schema: "tickets",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    reason_args = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulk_rows", x => new { x.run_id, x.ticket_id });
                    table.ForeignKey(
                        name: "fk_bulk_rows_bulk_runs_run_id",
                        column: x => x.run_id,
                        principalSchema: "tickets",
                        principalTable: "bulk_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "default_views",
                schema: "tickets",
                columns: table => new
                {
                    staff_id = table.Column<long>(type: "bigint", nullable: false),
                    view_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_default_views", x => x.staff_id);
                    table.ForeignKey(
                        name: "fk_default_views_saved_views_view_id",
                        column: x => x.view_id,
                        principalSchema: "tickets",
                        principalTable: "saved_views",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "routing_rules",
                columns: new[] { "id", "category_id", "language", "region", "skills", "type" },
                values: new object[] { 1L, null, "preferred", "preferred", new string[0], null });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_board",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "team_id", "next_due_at", "id" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_load",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "owner_id", "status", "next_due_at" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_merged",
                schema: "tickets",
                table: "tickets",
                column: "merged_into_id",
                filter: "merged_into_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_newest",
                schema: "tickets",
                table: "tickets",
                column: "id",
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_tags",
                schema: "tickets",
                table: "tickets",
                column: "tags",
                filter: "cardinality(tags) > 0")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_bulk_rows_run_id_state_ticket_id",
                schema: "tickets",
                table: "bulk_rows",
                columns: new[] { "run_id", "state", "ticket_id" });

            migrationBuilder.CreateIndex(
                name: "ix_bulk_runs_created_at",
                schema: "tickets",
                table: "bulk_runs",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_canned_replies_owner_id",
                schema: "tickets",
                table: "canned_replies",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_default_views_view_id",
                schema: "tickets",
                table: "default_views",
                column: "view_id");

            migrationBuilder.CreateIndex(
                name: "ix_drafts_staff_id",
                schema: "tickets",
                table: "drafts",
                column: "staff_id");

            migrationBuilder.CreateIndex(
                name: "ix_links_from_id_to_id",
                schema: "tickets",
                table: "links",
                columns: new[] { "from_id", "to_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_links_parent",
                schema: "tickets",
                table: "links",
                column: "to_id",
                unique: true,
                filter: "kind = 'parent'");

            migrationBuilder.CreateIndex(
                name: "ix_links_to_id",
                schema: "tickets",
                table: "links",
                column: "to_id");

            migrationBuilder.CreateIndex(
                name: "ix_macros_owner_id",
                schema: "tickets",
                table: "macros",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_mentions_message_id",
                schema: "tickets",
                table: "mentions",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_mentions_ticket_id",
                schema: "tickets",
                table: "mentions",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_mentions_unread",
                schema: "tickets",
                table: "mentions",
                columns: new[] { "staff_id", "ticket_id" },
                filter: "read_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_owner_id",
                schema: "tickets",
                table: "saved_views",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_sub_tasks_done",
                schema: "tickets",
                table: "sub_tasks",
                columns: new[] { "done_by_id", "done_at", "id" },
                filter: "done_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_sub_tasks_mine",
                schema: "tickets",
                table: "sub_tasks",
                columns: new[] { "owner_id", "due_at", "id" },
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_sub_tasks_overdue",
                schema: "tickets",
                table: "sub_tasks",
                column: "due_at",
                filter: "done_at is null and overdue_told_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_sub_tasks_team",
                schema: "tickets",
                table: "sub_tasks",
                columns: new[] { "team_id", "due_at", "id" },
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_sub_tasks_ticket_id",
                schema: "tickets",
                table: "sub_tasks",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_team_routing_team_id",
                schema: "tickets",
                table: "team_routing",
                column: "team_id",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_tickets_tickets_merged_into_id",
                schema: "tickets",
                table: "tickets",
                column: "merged_into_id",
                principalSchema: "tickets",
                principalTable: "tickets",
                principalColumn: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_tickets_tickets_merged_into_id",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropTable(
                name: "bulk_rows",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "canned_replies",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "default_views",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "drafts",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "habits",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "links",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "macros",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "mentions",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "presence",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "routing_rules",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "sub_tasks",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "tags",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "team_routing",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "watchers",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "bulk_runs",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "saved_views",
                schema: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_board",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_load",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_merged",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_newest",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_tags",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "has_merged",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "needs",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "prefers",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "tags",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "watched",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "leaves_at",
                schema: "tickets",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "withdrawn_at",
                schema: "tickets",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "withdrawn_by_id",
                schema: "tickets",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "region",
                schema: "tickets",
                table: "customers");
        }
    }
}
